"""How the system starts: the demo, the containers, and the nginx in front of both and of the tests."""
