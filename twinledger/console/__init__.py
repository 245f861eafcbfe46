"""The console: a page per world, where one sees both systems side by side and does with the world what one likes."""
