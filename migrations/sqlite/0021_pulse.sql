-- Live pages: a number of each thread that rises with every change that others see of it.

ALTER TABLE threads ADD COLUMN pulse INTEGER NOT NULL DEFAULT 0;
