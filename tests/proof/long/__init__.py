"""The long proof: hours of seeds, pairs of crash points, examples and kills, on all cores, in pieces that are kept."""
