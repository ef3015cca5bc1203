"""What would be sent of a draft, before it is: as the sites show it, as its bytes, and on a site itself."""
