"""What is handed out works where the repository is not."""
