"""The pages of the ledger: the holder's, the declarer's, the acceptor's, the desk's."""
