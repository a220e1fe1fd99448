"""A questionnaire as others write it: XLSForm both ways (ODK, Kobo…), DDI Codebook out."""
