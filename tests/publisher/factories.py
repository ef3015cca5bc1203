from support.factories import *  # moved
