-- What comes packed by zstd is kept as it is: PostgreSQL tried to pack each long value once more, found nothing to gain,
-- and took longer for that than for writing it.
ALTER TABLE journal ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE order_piece ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE export_file ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE statement ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE eds_signature ALTER COLUMN evidence SET STORAGE EXTERNAL, ALTER COLUMN document SET STORAGE EXTERNAL;

-- As before, and the new partitions keep their bodies so too.
CREATE OR REPLACE FUNCTION add_year(year BIGINT) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
DECLARE
    whole TEXT;
    part  TEXT;
    unit  BIGINT;
BEGIN
    IF EXISTS (SELECT 1 FROM pg_class WHERE relname = 'payment_order_' || year AND relispartition
               AND relnamespace = current_schema()::regnamespace) THEN
        RETURN false;
    END IF;
    FOR whole, unit IN VALUES ('payment_order', 10000000000), ('order_piece', 10000000000), ('answer', 80000000000) LOOP
        part := whole || '_' || year;
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)', part, whole);
        IF whole = 'payment_order' THEN
            EXECUTE format('CREATE UNIQUE INDEX %I ON %I (request_id, nth)', part || '_request', part);
        END IF;
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
                       whole, part, year * unit, (year + 1) * unit);
    END LOOP;
    RETURN true;
END $$;
