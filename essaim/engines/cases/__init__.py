"""Cases (« dossiers »): a demand that is examined, decided with its reason, within its delay, and told."""
