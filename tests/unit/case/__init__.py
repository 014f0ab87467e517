"""Tests of the room `case`."""
