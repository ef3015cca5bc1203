from support.announced import *  # moved
