"""ACMG/AMP 2015 criteria as far as data can support them, with the points of Tavtigian 2020."""
