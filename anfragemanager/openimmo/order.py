"""The order in which the standard wants elements, by parent; what is not named follows in the order it came."""

ORDER = {
    "immobilie": "objektkategorie geo kontaktperson weitere_adresse preise bieterverfahren versteigerung flaechen"
    " ausstattung zustand_angaben bewertung infrastruktur freitexte anhaenge verwaltung_objekt verwaltung_techn"
    " user_defined_simplefield user_defined_anyfield user_defined_extend",
    "objektkategorie": "nutzungsart vermarktungsart objektart",
    "geo": "plz ort geokoordinaten strasse hausnummer bundesland land gemeindecode flur flurstueck gemarkung etage"
    " anzahl_etagen lage_im_bau wohnungsnr lage_gebiet regionaler_zusatz karten_makro karten_mikro virtuelletour"
    " luftbildern",
    "kontaktperson": "email_zentrale email_direkt tel_zentrale tel_durchw tel_fax tel_handy name vorname titel anrede"
    " position anrede_brief firma zusatzfeld strasse hausnummer plz ort postfach postf_plz postf_ort land email_privat"
    " email_sonstige email_feedback tel_privat tel_sonstige url adressfreigabe personennummer immobilientreuhaenderid"
    " foto freitextfeld",
    "preise": "kaufpreis kaufpreisnetto kaufpreisbrutto nettokaltmiete kaltmiete warmmiete nebenkosten"
    " heizkosten_enthalten heizkosten zzg_mehrwertsteuer mietzuschlaege hauptmietzinsnetto pauschalmiete"
    " betriebskostennetto gesamtmietebrutto pacht erbpacht hausgeld abstand preis_zeitraum_von preis_zeitraum_bis"
    " preis_zeiteinheit mietpreis_pro_qm kaufpreis_pro_qm provisionspflichtig provision_teilen innen_courtage"
    " aussen_courtage courtage_hinweis provisionnetto provisionbrutto waehrung mwst_satz mwst_gesamt freitext_preis"
    " x_fache nettorendite nettorendite_soll nettorendite_ist mieteinnahmen_ist mieteinnahmen_soll"
    " erschliessungskosten kaution kaution_text geschaeftsguthaben stp_carport stp_duplex stp_freiplatz stp_garage"
    " stp_parkhaus stp_tiefgarage stp_sonstige richtpreis",
    "flaechen": "wohnflaeche nutzflaeche gesamtflaeche ladenflaeche lagerflaeche verkaufsflaeche freiflaeche"
    " bueroflaeche bueroteilflaeche fensterfront verwaltungsflaeche gastroflaeche grz gfz bmz bgf grundstuecksflaeche"
    " sonstflaeche anzahl_zimmer anzahl_schlafzimmer anzahl_badezimmer anzahl_sep_wc anzahl_balkone anzahl_terrassen"
    " anzahl_logia balkon_terrasse_flaeche anzahl_wohn_schlafzimmer gartenflaeche kellerflaeche"
    " fensterfront_qm grundstuecksfront dachbodenflaeche teilbar_ab beheizbare_flaeche anzahl_stellplaetze",
    "zustand_angaben": "baujahr letztemodernisierung zustand alter bebaubar_nach erschliessung erschliessung_umfang"
    " bauzone altlasten energiepass verkaufstatus",
    "energiepass": "epart gueltig_bis energieverbrauchkennwert mitwarmwasser endenergiebedarf primaerenergietraeger"
    " stromwert waermewert wertklasse baujahr ausstelldatum jahrgang gebaeudeart epasstext geg2018 hwbwert hwbklasse"
    " fgeewert fgeeklasse",
    "freitexte": "objekttitel dreizeiler lage ausstatt_beschr objektbeschreibung sonstige_angaben objekt_text",
    "anhang": "anhangtitel format check daten",
    "verwaltung_objekt": "objektadresse_freigeben verfuegbar_ab abdatum bisdatum min_mietdauer max_mietdauer"
    " versteigerungstermin wbs_sozialwohnung vermietet gruppennummer zugang laufzeit max_personen nichtraucher"
    " haustiere geschlecht denkmalgeschuetzt als_ferien gewerbliche_nutzung branchen hochhaus",
    "verwaltung_techn": "objektnr_intern objektnr_extern aktion aktiv_von aktiv_bis openimmo_obid kennung_ursprung"
    " stand_vom weitergabe_generell weitergabe_positiv weitergabe_negativ gruppen_kennung master sprache",
}
ORDER = {parent: {name: position for position, name in enumerate(names.split())} for parent, names in ORDER.items()}
