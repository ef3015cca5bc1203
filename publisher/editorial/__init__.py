"""What an editor does with an article beyond publishing it: correct, fix, embargo, take down, restore."""
