"""The doors: HTTP in front of the core. They read requests, call the core and render what it says."""
