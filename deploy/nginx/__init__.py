"""nginx in front of the application: one template for production, demo and tests (`config.render`)."""
