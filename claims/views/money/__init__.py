"""The pages about bank details, payments and the funder's claims."""
