/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/bst-error.h"
#include "formats/bst-gateway.h"
#include "formats/bst-hotkey.h"
#include "formats/bst-vv-file.h"

static char *
read_data (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "unit", "data", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

static BstVvFile *
parse (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return bst_vv_file_parse (bytes, error);
}

static BstVvFile *
parse_good (const char *text)
{
  g_autoptr (GError) error = NULL;
  BstVvFile *file = parse (text, &error);

  g_assert_no_error (error);
  g_assert_nonnull (file);

  return file;
}

static void
assert_all_keys (const BstVvFile *file)
{
  g_assert_cmpint (file->kind, ==, BST_VV_SPICE);
  g_assert_cmpstr (file->host, ==, "hosta.school.example");
  g_assert_cmpuint (file->port, ==, 5900);
  g_assert_cmpuint (file->tls_port, ==, 5901);
  g_assert_null (file->unix_path);
  g_assert_cmpstr (file->proxy, ==, "http://ana:secret@proxy.school.example:3128");
  g_assert_cmpstr (file->via, ==, "ana@gate.school.example:2209");
  g_assert_cmpstr (file->username, ==, "ana");
  g_assert_cmpstr (file->password, ==, "open; sesame=1");
  g_assert_true (g_str_has_prefix (file->ca, "-----BEGIN CERTIFICATE-----\n"));
  g_assert_cmpstr (file->host_subject, ==, "O=School,CN=hosta.school.example");
  g_assert_cmpstr (file->tls_ciphers, ==, "DEFAULT");
  g_assert_cmpuint (g_strv_length (file->secure_channels), ==, 8);
  g_assert_cmpstr (file->secure_channels[7], ==, "smartcard");
  g_assert_cmpuint (g_strv_length (file->disable_channels), ==, 2);
  g_assert_cmpstr (file->disable_channels[0], ==, "playback");
  g_assert_cmpstr (file->title, ==, "TinyCore:%d");
  g_assert_true (file->fullscreen);
  g_assert_cmpuint (file->color_depth, ==, 16);
  g_assert_cmpstr (file->disable_effects[0], ==, "wallpaper");
  g_assert_cmpstr (file->disable_effects[1], ==, "animation");
  g_assert_cmpint (file->smartcard, ==, BST_VV_OFF);
  g_assert_cmpint (file->usbredir, ==, BST_VV_ON);
  g_assert_cmpint (file->usb_autoshare, ==, BST_VV_ON);
  g_assert_cmpstr (file->usb_filter, ==, "-1,-1,-1,-1,0");
  g_assert_cmpstr (file->usb_redirect_on_connect, ==, "0x08,-1,-1,-1,1");
  g_assert_true (file->has_hotkeys);
  g_assert_cmpstr (file->hotkeys[BST_VV_TOGGLE_FULLSCREEN], ==, "<Shift>F11");
  g_assert_cmpstr (file->hotkeys[BST_VV_RELEASE_CURSOR], ==, "<Shift>F12");
  g_assert_cmpstr (file->hotkeys[BST_VV_ZOOM_IN], ==, "<Control>plus");
  g_assert_cmpstr (file->hotkeys[BST_VV_ZOOM_OUT], ==, "<Control>minus");
  g_assert_cmpstr (file->hotkeys[BST_VV_ZOOM_RESET], ==, "<Control>0");
  g_assert_cmpstr (file->hotkeys[BST_VV_SECURE_ATTENTION], ==, "<Control><Alt>End");
  g_assert_cmpstr (file->hotkeys[BST_VV_USB_DEVICE_RESET], ==, "<Shift><Control>r");
  g_assert_cmpstr (file->hotkeys[BST_VV_SMARTCARD_INSERT], ==, "<Shift>F8");
  g_assert_cmpstr (file->hotkeys[BST_VV_SMARTCARD_REMOVE], ==, "<Shift>F9");
  g_assert_cmpstr (file->version, ==, "2.0-160");
  g_assert_cmpstr (file->versions[1], ==, "rhel8:7.0-3");
  g_assert_cmpstr (file->newer_version_url, ==, "https://engine.school.example/console");
  g_assert_true (file->delete_this_file);
  g_assert_nonnull (file->ovirt);
  g_assert_cmpstr (file->ovirt->host, ==, "engine.school.example:443");
  g_assert_cmpstr (file->ovirt->vm_guid, ==, "6b0f8f1e-1f3a-4d3b-8c0e-4d6a5b1c2d3e");
  g_assert_cmpstr (file->ovirt->jsessionid, ==, "0123abcd");
  g_assert_cmpstr (file->ovirt->sso_token, ==, "tOkEn");
  g_assert_true (g_str_has_prefix (file->ovirt->ca, "-----BEGIN CERTIFICATE-----\n"));
  g_assert_true (file->ovirt->admin);
  g_assert_cmpuint (g_hash_table_size (file->extensions), ==, 1);
  g_assert_cmpstr (g_hash_table_lookup (file->extensions, "x-school-room"), ==, "2\\sB");
}

static void
test_every_key (void)
{
  g_autofree char *text = read_data ("every-key.vv");
  g_autoptr (BstVvFile) file = parse_good (text);
  g_autoptr (BstVvFile) again = NULL;
  g_autofree char *written = NULL;

  assert_all_keys (file);

  written = bst_vv_file_to_text (file);
  again = parse_good (written);
  assert_all_keys (again);
}

static void
test_producers (void)
{
  g_autofree char *proxmox = read_data ("proxmox.vv");
  g_autofree char *windows = NULL;
  g_auto (GStrv) lines = g_strsplit (proxmox, "\n", -1);
  g_autofree char *crlf = g_strjoinv ("\r\n", lines);
  g_autoptr (BstVvFile) file = parse_good (proxmox);
  g_autoptr (BstVvFile) same = NULL;
  g_autofree char *label = bst_vv_file_get_label (file);

  g_assert_true (bst_vv_file_host_is_ticket (file));
  g_assert_true (g_str_has_prefix (file->host, "pvespiceproxy:"));
  g_assert_cmpuint (file->port, ==, 0);
  g_assert_cmpuint (file->tls_port, ==, 61000);
  g_assert_cmpstr (file->proxy, ==, "http://node1.school.example:3128");
  g_assert_true (file->delete_this_file);
  g_assert_cmpstr (label, ==, "VM 100 - TinyCore");
  g_assert_cmpstr (file->hotkeys[BST_VV_SECURE_ATTENTION], ==, "<Control><Alt>Insert");

  /* By way of an editor of Windows. */
  windows = g_strconcat ("\xef\xbb\xbf", crlf, NULL);
  same = parse_good (windows);
  g_assert_cmpstr (same->host, ==, file->host);
  g_assert_cmpstr (same->ca, ==, file->ca);
}

#define HEAD "[virt-viewer]\ntype=spice\n"

static void
test_defaults (void)
{
  g_autoptr (BstVvFile) file =
      parse_good ("# from an editor\n[other]\nx=1\n" HEAD
                  "host=hosta\nport=5900\ntls-port=-1\nnews=1\npassword=\ntitle=\xe2\x80\xae x\\ny "
                  "\ncolor-depth=7\nrelease-cursor=shift+what\n");
  g_autoptr (BstVvFile) socket = parse_good (HEAD "unix-path=/run/console.sock\n");
  g_autofree char *label = bst_vv_file_get_label (file);
  g_autofree char *socket_label = bst_vv_file_get_label (socket);

  g_assert_cmpuint (file->tls_port, ==, 0);
  g_assert_null (file->password);
  g_assert_cmpstr (file->title, ==, "x y");
  g_assert_cmpstr (label, ==, "x y");
  g_assert_cmpuint (file->color_depth, ==, 0);
  g_assert_false (file->fullscreen);
  g_assert_false (file->delete_this_file);
  g_assert_false (file->has_hotkeys);
  g_assert_cmpint (file->usbredir, ==, BST_VV_UNSET);
  g_assert_null (file->ovirt);
  g_assert_null (file->secure_channels);
  g_assert_false (bst_vv_file_host_is_ticket (file));

  g_assert_cmpstr (socket->unix_path, ==, "/run/console.sock");
  g_assert_nonnull (socket_label);
}

/* What it says must tell what is wrong: a piece of the message. */
static const struct
{
  const char *text;
  const char *says;
} bads[] = {
  { "", "empty" },
  { "\x01\xff\xfe", "not text" },
  { "hello\n", "[virt-viewer]" },
  { "[Desktop Entry]\nType=Application\n", "[virt-viewer]" },
  { "[virt-viewer]\n", "“type”" },
  { "[virt-viewer]\ntype=rdp\nhost=a\nport=1\n", "“rdp”" },
  { "[virt-viewer]\ntype=ovirt\nhost=a\nport=1\n", "“ovirt”" },
  { "[virt-viewer]\ntype=\nhost=a\nport=1\n", "“type”" },
  { HEAD "port=5900\n", "which host" },
  { HEAD "host=hosta\n", "which port" },
  { HEAD "host=hosta\nport=0\n", "“0” is not a port" },
  { HEAD "host=hosta\nport=70000\n", "“70000” is not a port" },
  { HEAD "host=hosta\nport=59OO\n", "“59OO” is not a port" },
  { HEAD "host=hosta\ntls-port=-2\n", "“-2” is not a port" },
  { HEAD "host=hosta\nport=5900\ntls-port=5900\n", "both as plain and as encrypted" },
  { HEAD "host=hosta\nport=5900\nunix-path=/x\n", "both a host and a socket" },
  { HEAD "unix-path=/x\nport=1\n", "both a socket" },
  { HEAD "unix-path=x\n", "not the path" },
  { HEAD "host=host a\nport=1\n", "not a host name" },
  { HEAD "host=a\\r\\nX: y\nport=1\n", "not a host name" },
  { HEAD "host=-oProxyCommand\nport=1\n", "not a host name" },
  { HEAD "host=hosta\nport=1\nsecure-channels=main;\n", "wants encryption" },
  { HEAD "host=hosta\ntls-port=1\nca=hello\n", "“ca”" },
  { HEAD
    "host=hosta\ntls-port=1\nca=-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----\n",
    "“ca”" },
  { HEAD "host=hosta\ntls-port=1\ntls-ciphers=NOT-A-CIPHER\n", "NOT-A-CIPHER" },
  { HEAD "host=hosta\nport=1\nproxy=ftp://x:1\n", "proxy" },
  { HEAD "host=hosta\nport=1\nproxy=http://\n", "proxy" },
  { HEAD "host=hosta\nport=1\nproxy=ana:sesame@\n", "proxy" },
  { HEAD "host=hosta\nport=1\nproxy=squid:0\n", "proxy" },
  { HEAD "host=hosta\nport=1\nproxy=socks5://squid\n", "proxy" },
  { HEAD "host=pvespiceproxy:1:2::3\ntls-port=1\n", "names no proxy" },
  { HEAD "host=hosta\nport=1\nx-bastida-via=-oProxyCommand=x\n", "not a gateway" },
  { HEAD "host=hosta\nport=1\nx-bastida-via=qemu:///system\n", "not a gateway" },
  { "[virt-viewer]\ntype=vnc\nhost=a\ntls-port=1\n", "which port" },
};

static void
assert_refused (GBytes *bytes, const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (bst_vv_file_parse (bytes, &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_INVALID);
  g_assert_nonnull (bst_error_get_remedy (error));
  if (strstr (error->message, says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, says);
}

static void
test_bad (void)
{
  g_autofree char *big = NULL;
  g_autoptr (GBytes) bytes = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bads); i++)
    {
      g_autoptr (GBytes) bad = g_bytes_new_static (bads[i].text, strlen (bads[i].text));

      assert_refused (bad, bads[i].says);
    }

  bytes = g_bytes_new_static (HEAD "host=a\0b\nport=1\n", sizeof HEAD "host=a\0b\nport=1\n");
  assert_refused (bytes, "not text");
  g_bytes_unref (bytes);

  big = g_malloc (100u * 1024 * 1024);
  memset (big, '\n', 100u * 1024 * 1024);
  memcpy (big, HEAD, strlen (HEAD));
  bytes = g_bytes_new_static (big, 100u * 1024 * 1024);
  assert_refused (bytes, "too big");
}

/* No message and no remedy may tell a secret. */
static void
test_secrets (void)
{
  static const char *const texts[] = {
    HEAD "host=hosta\nport=1\npassword=sesame\nproxy=ftp://ana:sesame@x:1\n",
    HEAD "host=hosta\nport=0\npassword=sesame\n",
    HEAD "password=sesame\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (texts[i], &error));
      g_assert_null (strstr (error->message, "sesame"));
      g_assert_null (strstr (bst_error_get_remedy (error), "sesame"));
    }
}

/* What is left out is what remote-viewer takes for it. */
static void
test_proxy (void)
{
  static const struct
  {
    const char *text;
    const char *proxy;
  } proxies[] = {
    { "squid", "http://squid:3128" },
    { "squid:8080", "http://squid:8080" },
    { "ana:sesame@squid", "http://ana:sesame@squid:3128" },
    { "[fe80::1]", "http://[fe80::1]:3128" },
    { "http://squid", "http://squid:3128" },
    { "http://squid/", "http://squid:3128/" },
    { "http://squid:80", "http://squid:80" },
    { "https://squid", "https://squid:3129" },
    { "HTTPS://ana:se%40same@squid", "https://ana:se%40same@squid:3129" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (proxies); i++)
    {
      g_autofree char *text =
          g_strconcat (HEAD "host=hosta\nport=1\nproxy=", proxies[i].text, NULL);
      g_autoptr (BstVvFile) file = parse_good (text);

      g_assert_cmpstr (file->proxy, ==, proxies[i].proxy);
    }
}

static void
test_vnc (void)
{
  g_autoptr (BstVvFile) file = parse_good ("[virt-viewer]\ntype=vnc\nhost=hosta\nport=5900\n");
  g_autofree char *text = bst_vv_file_to_text (file);

  g_assert_cmpint (file->kind, ==, BST_VV_VNC);
  g_assert_nonnull (strstr (text, "type=vnc\n"));
}

static void
test_hotkeys (void)
{
  static const struct
  {
    const char *text;
    const char *accelerator;
  } hotkeys[] = {
    { "shift+f12", "<Shift>F12" },
    { "Shift+F12", "<Shift>F12" },
    { "ctrl+alt", "<Control><Alt>" },
    { "rctrl+lalt+del", "<Control><Alt>Delete" },
    { "right-ctrl+a", "<Control>a" },
    { "win+pgup", "<Super>Page_Up" },
    { "alt+shift+ctrl+esc", "<Shift><Control><Alt>Escape" },
    { "f1", "F1" },
    { "ctrl+left", "<Control>Left" },
    { "ctrl + r", "<Control>r" },
    { "f25", NULL },
    { "f", "f" },
    { "", NULL },
    { "+", NULL },
    { "shift+", NULL },
    { "a+shift", NULL },
    { "a+b", NULL },
    { "<Shift>F12", NULL },
    { "hyper+q", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (hotkeys); i++)
    {
      g_autofree char *accelerator = bst_hotkey_to_accelerator (hotkeys[i].text);
      g_autofree char *text = NULL;
      g_autofree char *again = NULL;

      g_assert_cmpstr (accelerator, ==, hotkeys[i].accelerator);
      if (accelerator == NULL)
        continue;
      text = bst_hotkey_from_accelerator (accelerator);
      again = bst_hotkey_to_accelerator (text);
      g_assert_cmpstr (again, ==, accelerator);
    }
  g_assert_null (bst_hotkey_from_accelerator ("<Hyper>q"));
  g_assert_null (bst_hotkey_from_accelerator (""));
}

static void
test_gateways (void)
{
  static const char *const goods[] = { "gate",
                                       "ana@gate",
                                       "ana@gate:2209",
                                       "10.0.0.1:22",
                                       "ana@[2001:db8::5]:2209",
                                       "outer,bo@inner:22,ana@gate" };
  static const char *const bad_ones[] = { "",     "@",         "-oX",    "ana@-x",   "a,",
                                          ",a",   "-oX,gate",  "a,,b",   "a b,gate", "a,-oX",
                                          "a b",  "gate:0",    "gate:x", "a@b/c",    "ssh://gate",
                                          "a\nb", "ana:x@gate" };

  for (gsize i = 0; i < G_N_ELEMENTS (goods); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BstUri) gateway = bst_gateway_parse (goods[i], &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = bst_gateway_to_string (gateway);
      g_assert_cmpstr (text, ==, goods[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad_ones); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (bst_gateway_parse (bad_ones[i], &error));
      g_assert_error (error, BST_ERROR, BST_ERROR_INVALID);
      g_assert_nonnull (bst_error_get_remedy (error));
    }
}

/* What a display's number stands for is not shown as it is written. */
static void
test_label (void)
{
  static const struct
  {
    const char *title;
    const char *label;
  } cases[] = {
    { "web", "web" },
    { "web:%d", "web" },
    { "web:%d - Press SHIFT+F12 to Release Cursor", "web - Press SHIFT+F12 to Release Cursor" },
    { "web (%d)", "web" },
    { "%d: web", "web" },
    { "Größe – %d", "Größe" },
    { "%d", "hosta" },
    { "100 %", "100 %" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "[virt-viewer]\ntype=spice\nhost=hosta\nport=1\ntitle=%s\n", cases[i].title);
      g_autoptr (GError) error = NULL;
      g_autoptr (BstVvFile) file = parse (text, &error);
      g_autofree char *label = NULL;

      g_assert_no_error (error);
      label = bst_vv_file_get_label (file);
      g_assert_cmpstr (label, ==, cases[i].label);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vv-file/every-key", test_every_key);
  g_test_add_func ("/vv-file/producers", test_producers);
  g_test_add_func ("/vv-file/defaults", test_defaults);
  g_test_add_func ("/vv-file/label", test_label);
  g_test_add_func ("/vv-file/bad", test_bad);
  g_test_add_func ("/vv-file/secrets", test_secrets);
  g_test_add_func ("/vv-file/proxy", test_proxy);
  g_test_add_func ("/vv-file/vnc", test_vnc);
  g_test_add_func ("/vv-file/hotkeys", test_hotkeys);
  g_test_add_func ("/vv-file/gateways", test_gateways);

  return g_test_run ();
}
