"""Communes, EPCI, départements, regions and France, as a graph; their official indicators; their maps.

Data files are committed under `data/`, made from open data (Licence Ouverte 2.0); newer vintages of
indicators come by `essaim territories import-indicators`.
"""
