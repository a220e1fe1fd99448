"""The French calendar: public holidays by the law, working days, and the end of a delay."""
