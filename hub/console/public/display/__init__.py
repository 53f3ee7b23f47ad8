"""The screen that shows which number is called to which counter."""
