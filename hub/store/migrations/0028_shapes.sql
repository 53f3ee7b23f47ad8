-- migrate:up

-- The same shapes, told from others in a third of the time. A regular expression that counts digits makes a state for each of them anew whenever it is
-- matched, which was half of the cost of storing a person; "no character but a digit" needs none.
alter table person
    drop constraint person_tenant_check,
    drop constraint person_nik_check,
    drop constraint person_family_card_number_check,
    drop constraint person_region_code_check,
    add constraint person_tenant_check check (octet_length(tenant) = 4 and tenant !~ '[^0-9]'),
    add constraint person_nik_check check (octet_length(nik) = 16 and nik !~ '[^0-9]'),
    add constraint person_family_card_number_check check (octet_length(family_card_number) = 16 and family_card_number !~ '[^0-9]'),
    add constraint person_region_code_check
        check (translate(region_code, '0123456789', '0000000000') in ('', '00', '00.00', '00.00.00', '00.00.00.0000'));
alter table family_card
    drop constraint family_card_tenant_check,
    drop constraint family_card_number_check,
    drop constraint family_card_head_nik_check,
    drop constraint family_card_region_code_check,
    add constraint family_card_tenant_check check (octet_length(tenant) = 4 and tenant !~ '[^0-9]'),
    add constraint family_card_number_check check (octet_length(number) = 16 and number !~ '[^0-9]'),
    add constraint family_card_head_nik_check check (octet_length(head_nik) = 16 and head_nik !~ '[^0-9]'),
    add constraint family_card_region_code_check
        check (translate(region_code, '0123456789', '0000000000') in ('', '00', '00.00', '00.00.00', '00.00.00.0000'));

-- migrate:down

alter table person
    drop constraint person_tenant_check,
    drop constraint person_nik_check,
    drop constraint person_family_card_number_check,
    drop constraint person_region_code_check,
    add constraint person_tenant_check check (tenant ~ '^[0-9]{4}$'),
    add constraint person_nik_check check (nik ~ '^[0-9]{16}$'),
    add constraint person_family_card_number_check check (family_card_number ~ '^[0-9]{16}$'),
    add constraint person_region_code_check check (region_code ~ '^([0-9]{2}([.][0-9]{2}([.][0-9]{2}([.][0-9]{4})?)?)?)?$');
alter table family_card
    drop constraint family_card_tenant_check,
    drop constraint family_card_number_check,
    drop constraint family_card_head_nik_check,
    drop constraint family_card_region_code_check,
    add constraint family_card_tenant_check check (tenant ~ '^[0-9]{4}$'),
    add constraint family_card_number_check check (number ~ '^[0-9]{16}$'),
    add constraint family_card_head_nik_check check (head_nik ~ '^[0-9]{16}$'),
    add constraint family_card_region_code_check check (region_code ~ '^([0-9]{2}([.][0-9]{2}([.][0-9]{2}([.][0-9]{4})?)?)?)?$');
