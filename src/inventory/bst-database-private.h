/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "inventory/bst-inventory.h"
#include "inventory/bst-sql-private.h"

G_BEGIN_DECLS

/* Does one change; within a transaction, maybe more than once: the file may refuse it at first. */
typedef gboolean (*BstWriteFunc) (BstSql *sql, gpointer data, GError **error);

/* A change that waits for its transaction. */
typedef struct
{
  BstWriteFunc func;
  gpointer data;
  GDestroyNotify free;
} BstWrite;

BstWrite *bst_write_new (BstWriteFunc func, gpointer data, GDestroyNotify free);
void bst_write_free (BstWrite *write);

/**
 * BstDatabase:
 *
 * The inventory's file and, where that cannot be used, what stands in for it: a database in memory,
 * or a new file. Used by one thread at a time.
 */
typedef struct _BstDatabase BstDatabase;

/* Never fails. */
BstDatabase *bst_database_open (const char *path);
void bst_database_close (BstDatabase *self);

/* What is in use now. */
BstSql *bst_database_get_sql (BstDatabase *self);

BstInventoryCondition bst_database_get_condition (BstDatabase *self);
const GError *bst_database_get_error (BstDatabase *self); /* (nullable) */

/* @writes: of BstWrite, in one transaction. Where the file refuses, memory takes them, and they
 * wait for bst_database_retry (). */
void bst_database_write (BstDatabase *self, GPtrArray *writes);

/* Tries the file again, which could not be written. */
void bst_database_retry (BstDatabase *self);

/* After a failed read: TRUE where the file is broken. It then stands aside, a new one was begun
 * with what could be read, and the read may be tried again. */
gboolean bst_database_recover (BstDatabase *self);

/* Whether another program changed the file since this was last asked. */
gboolean bst_database_was_changed (BstDatabase *self);

/* Copies what can be read, of the tables worth it, into the same tables of @to. */
void bst_salvage (const char *path, BstSql *to);

G_END_DECLS
