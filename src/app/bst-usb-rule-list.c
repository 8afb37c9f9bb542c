/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-usb-rule-list.h"

#include <glib/gi18n.h>
#include <string.h>

#include "console/bst-usb-rules.h"

struct _BstUsbRuleList
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *list;
  GArray *rules; /* of BstUsbRule */
};

G_DEFINE_FINAL_TYPE (BstUsbRuleList, bst_usb_rule_list, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The kinds that people have devices of; others are shown by their number. */
static const struct
{
  int device_class;
  const char *name;
} kinds[] = {
  { -1, N_ ("Any Device") },
  { 0x08, N_ ("Disks and Sticks") },
  { 0x07, N_ ("Printers") },
  { 0x06, N_ ("Cameras, Phones") },
  { 0x0e, N_ ("Webcams") },
  { 0x01, N_ ("Sound") },
  { 0x03, N_ ("Keyboards, Mice") },
  { 0x0b, N_ ("Smart Cards") },
  { 0x02, N_ ("Modems") },
  { 0xe0, N_ ("Bluetooth") },
  { 0xff, N_ ("Made by Its Vendor") },
};

static void fill (BstUsbRuleList *self);

static BstUsbRule *
get_rule (BstUsbRuleList *self, gpointer control)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (control, "index"));

  return &g_array_index (self->rules, BstUsbRule, i);
}

static void
tell (BstUsbRuleList *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_kind (BstUsbRuleList *self, GParamSpec *pspec, GtkDropDown *control)
{
  guint selected = gtk_drop_down_get_selected (control);

  /* The one beyond is what it was. */
  if (selected >= G_N_ELEMENTS (kinds))
    return;
  get_rule (self, control)->device_class = kinds[selected].device_class;
  tell (self);
}

static void
on_allow (BstUsbRuleList *self, GParamSpec *pspec, GtkDropDown *control)
{
  get_rule (self, control)->allow = gtk_drop_down_get_selected (control) == 0;
  tell (self);
}

/* "0951:1666", "0951" of any product, or nothing; what is typed only half is no number yet. */
static gboolean
parse_device (const char *text, int *vendor, int *product)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 3);
  int numbers[] = { -1, -1 };

  if (g_strv_length (parts) > 2)
    return FALSE;
  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *part = g_strstrip (parts[i]);
      guint64 number;

      if (part[0] == '\0' && parts[1] == NULL)
        continue;
      if (strlen (part) != 4 || !g_ascii_string_to_unsigned (part, 16, 0, 0xffff, &number, NULL))
        return FALSE;
      numbers[i] = (int)number;
    }
  *vendor = numbers[0];
  *product = numbers[1];

  return TRUE;
}

static char *
print_device (const BstUsbRule *rule)
{
  if (rule->vendor < 0)
    return g_strdup ("");
  if (rule->product < 0)
    return g_strdup_printf ("%04x", (guint)rule->vendor);
  return g_strdup_printf ("%04x:%04x", (guint)rule->vendor, (guint)rule->product);
}

static void
on_device (BstUsbRuleList *self, GtkEditable *control)
{
  BstUsbRule *rule = get_rule (self, control);

  if (!parse_device (gtk_editable_get_text (control), &rule->vendor, &rule->product))
    {
      gtk_widget_add_css_class (GTK_WIDGET (control), "error");
      return;
    }
  gtk_widget_remove_css_class (GTK_WIDGET (control), "error");
  tell (self);
}

static void
on_remove (BstUsbRuleList *self, GtkWidget *button)
{
  g_array_remove_index (self->rules,
                        GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index")));
  fill (self);
  tell (self);
}

static void
on_add (BstUsbRuleList *self)
{
  const BstUsbRule rule = { -1, -1, -1, -1, TRUE };

  g_array_append_val (self->rules, rule);
  fill (self);
  tell (self);
}

static void
add_control (GtkWidget *box, GtkWidget *control, guint i, const char *label)
{
  g_object_set_data (G_OBJECT (control), "index", GUINT_TO_POINTER (i));
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (control, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_box_append (GTK_BOX (box), control);
}

static GtkWidget *
create_kind (const BstUsbRule *rule)
{
  GtkStringList *names = gtk_string_list_new (NULL);
  GtkWidget *control = gtk_drop_down_new (G_LIST_MODEL (names), NULL);
  guint selected = G_N_ELEMENTS (kinds);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      gtk_string_list_append (names, _ (kinds[i].name));
      if (kinds[i].device_class == rule->device_class)
        selected = i;
    }
  if (selected == G_N_ELEMENTS (kinds))
    {
      /* Translators: a kind of USB devices, by its number. */
      g_autofree char *other = g_strdup_printf (_ ("Class 0x%02x"), (guint)rule->device_class);

      gtk_string_list_append (names, other);
    }
  gtk_drop_down_set_selected (GTK_DROP_DOWN (control), selected);

  return control;
}

static GtkWidget *
create_row (BstUsbRuleList *self, guint i)
{
  const BstUsbRule *rule = &g_array_index (self->rules, BstUsbRule, i);
  const char *const choices[] = { _ ("Allow"), _ ("Refuse"), NULL };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *kind = create_kind (rule);
  GtkWidget *device = gtk_entry_new ();
  GtkWidget *allow = gtk_drop_down_new_from_strings (choices);
  GtkWidget *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *text = print_device (rule);

  add_control (box, kind, i, _ ("Kind of Device"));
  gtk_editable_set_text (GTK_EDITABLE (device), text);
  gtk_editable_set_width_chars (GTK_EDITABLE (device), 9);
  gtk_entry_set_placeholder_text (GTK_ENTRY (device), _ ("Any"));
  gtk_widget_set_hexpand (device, TRUE);
  add_control (box, device, i, _ ("Vendor and Product, as in 0951:1666; Empty for Any"));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (allow), rule->allow ? 0 : 1);
  add_control (box, allow, i, _ ("Whether It Is Handed Over"));
  gtk_widget_add_css_class (remove, "flat");
  add_control (box, remove, i, _ ("Remove the Rule"));
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  g_signal_connect_object (kind, "notify::selected", G_CALLBACK (on_kind), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (device, "changed", G_CALLBACK (on_device), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (allow, "notify::selected", G_CALLBACK (on_allow), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (remove, "clicked", G_CALLBACK (on_remove), self, G_CONNECT_SWAPPED);

  return box;
}

static void
fill (BstUsbRuleList *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  for (guint i = 0; i < self->rules->len; i++)
    {
      row = gtk_list_box_row_new ();
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), create_row (self, i));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
      gtk_widget_set_focusable (row, FALSE);
      gtk_list_box_append (GTK_LIST_BOX (self->list), row);
    }
  gtk_widget_set_visible (self->list, self->rules->len > 0);
}

void
bst_usb_rule_list_set_rules (BstUsbRuleList *self, const char *rules)
{
  GArray *parsed;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  g_return_if_fail (BST_IS_USB_RULE_LIST (self));

  parsed = bst_usb_rules_parse (rules, NULL);
  if (parsed == NULL)
    parsed = g_array_new (FALSE, FALSE, sizeof (BstUsbRule));
  before = bst_usb_rules_join (self->rules);
  after = bst_usb_rules_join (parsed);
  g_array_unref (self->rules);
  self->rules = parsed;
  /* Who is typing in one keeps it. */
  if (!g_str_equal (before, after))
    fill (self);
}

char *
bst_usb_rule_list_dup_rules (BstUsbRuleList *self)
{
  g_return_val_if_fail (BST_IS_USB_RULE_LIST (self), NULL);

  return bst_usb_rules_join (self->rules);
}

static void
bst_usb_rule_list_dispose (GObject *object)
{
  g_clear_pointer (&BST_USB_RULE_LIST (object)->box, gtk_widget_unparent);

  G_OBJECT_CLASS (bst_usb_rule_list_parent_class)->dispose (object);
}

static void
bst_usb_rule_list_finalize (GObject *object)
{
  g_array_unref (BST_USB_RULE_LIST (object)->rules);

  G_OBJECT_CLASS (bst_usb_rule_list_parent_class)->finalize (object);
}

static void
bst_usb_rule_list_class_init (BstUsbRuleListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_usb_rule_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = bst_usb_rule_list_finalize;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
bst_usb_rule_list_init (BstUsbRuleList *self)
{
  GtkWidget *add = gtk_button_new_with_mnemonic (_ ("_Add Rule"));

  self->rules = g_array_new (FALSE, FALSE, sizeof (BstUsbRule));
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_box_append (GTK_BOX (self->box), self->list);
  gtk_widget_set_halign (add, GTK_ALIGN_START);
  g_signal_connect_object (add, "clicked", G_CALLBACK (on_add), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), add);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  fill (self);
}

GtkWidget *
bst_usb_rule_list_new (const char *label)
{
  BstUsbRuleList *self = g_object_new (BST_TYPE_USB_RULE_LIST, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);

  return GTK_WIDGET (self);
}
