from .survive import post_load
