"""What a name, a telephone number, an address, an e-mail address is: split, normalised, classified. Imports no Odoo.

Reading a mail, the duplicate check and the models of Odoo all ask here, so that they agree. Word lists are files in
``data/``, one entry a line.

text       fold, collapse, repair: one comparable form of any text
names      read_name, read_names (couples), read_fields (a form's fields), split_couple → PersonName; looks_like_person,
           take_birth_name, is_title, cased, clean
salutations, titles, companies, given_names, particles  the parts of a name: salutation, strip_titles, is_company,
           split_company, is_given_name, is_surname, gender_of, particles, opens_surname
couples, halves  two people in one name; where the first name ends and the surname begins
phones     read_phones (a field), find_phones (running text, tel:) → Phone; same_number, phone_key
emails     find_emails, normalise, mailbox_key (spellings of one mailbox), read_email → Email; is_public_provider,
           is_relay, is_no_reply, is_shared, ascii_domain
addresses  read_address (a whole one), read_place (zip and city), read_zip, read_street, split_care_of → Address
countries  country_code (names, codes, marks of cars → ISO), may_be_postcode
residence  country_of (by postcode and dialling code), presumed_country
own        own_from → Own: which addresses and domains are the agency's

>>> from anfragemanager.contact.phones import read_phones
>>> [phone.e164 for phone in read_phones("0171 1234568 privat oder +43 664 1234567")]
['+491711234568', '+436641234567']
"""
