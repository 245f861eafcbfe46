"""Reports: what a session came to, for machines that run tests, for browsers and for programs."""
