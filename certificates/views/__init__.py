"""Pages about certificates: the way to one (電子証明書発行), and what helps people and machines to use it."""
