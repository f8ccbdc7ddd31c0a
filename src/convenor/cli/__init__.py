"""The console command ``convenor``."""
