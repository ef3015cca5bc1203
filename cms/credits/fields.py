"""What a credit record can hold, in characters. What a file says is cut to this."""

LONGEST_TEXT = 500
LONGEST_URL = 2000
