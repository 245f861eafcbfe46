"""Input that means harm: nothing of it makes a fake fail, hang, or show where its own code stands."""
