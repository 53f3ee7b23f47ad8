-- migrate:up

-- Closed code lists: a value is the name of a member of the enum in hub/core/codes.py, or it is not there. Statements that build
-- answers out of columns rely on it; a test compares the lists.

alter table person
    add constraint person_sex_listed check (sex in ('MALE', 'FEMALE')),
    add constraint person_blood_type_listed check (blood_type in ('A', 'B', 'AB', 'O', 'A_POSITIVE', 'A_NEGATIVE', 'B_POSITIVE', 'B_NEGATIVE', 'AB_POSITIVE', 'AB_NEGATIVE', 'O_POSITIVE', 'O_NEGATIVE', 'UNKNOWN')),
    add constraint person_marital_status_listed check (marital_status in ('NEVER_MARRIED', 'MARRIED_REGISTERED', 'MARRIED_UNREGISTERED', 'DIVORCED_REGISTERED', 'DIVORCED_UNREGISTERED', 'WIDOWED')),
    add constraint person_education_listed check (education in ('NONE', 'PRIMARY_INCOMPLETE', 'PRIMARY', 'LOWER_SECONDARY', 'UPPER_SECONDARY', 'DIPLOMA_1_2', 'DIPLOMA_3', 'BACHELOR', 'MASTER', 'DOCTORATE')),
    add constraint person_citizenship_listed check (citizenship in ('INDONESIAN', 'FOREIGN', 'DUAL')),
    add constraint person_vital_status_listed check (vital_status in ('ALIVE', 'DECEASED', 'MOVED', 'MISSING', 'LEFT', 'INVALID')),
    add constraint person_family_relationship_listed check (family_relationship in ('HEAD', 'HUSBAND', 'WIFE', 'CHILD', 'CHILD_IN_LAW', 'GRANDCHILD', 'PARENT', 'PARENT_IN_LAW', 'OTHER_RELATIVE', 'DOMESTIC_WORKER', 'OTHER'));

-- migrate:down

alter table person
    drop constraint person_sex_listed,
    drop constraint person_blood_type_listed,
    drop constraint person_marital_status_listed,
    drop constraint person_education_listed,
    drop constraint person_citizenship_listed,
    drop constraint person_vital_status_listed,
    drop constraint person_family_relationship_listed;
