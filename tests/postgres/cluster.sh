# A PostgreSQL server for tests: made anew in a temporary folder, socket only, gone when whoever
# started it closes the script's standard input, that is also when it is killed.
#
#   cluster.sh BIN PORT SETTING...    BIN: folder of initdb and postgres; SETTING: name = value
#
# Prints the folder of its socket when it is ready. Takes `restart`, `crash` (which leaves it
# to recover from its log) and `reload` on standard input, and answers `restarted` and so on.
set -eu
bin=$1
export PGPORT=$2
shift 2
folder=$(mktemp -d /tmp/lbsm-pg.XXXXXX)
server=
finish() {
  [ -z "$server" ] || { kill -INT "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
  rm -rf "$folder"
}
trap finish EXIT
"$bin/initdb" -D "$folder/data" -A trust -U postgres -E UTF8 --no-locale -N >"$folder/log" 2>&1 \
  || { cat "$folder/log" >&2; exit 1; }
{
  # No test waits for a disk, and none needs what a crash of the machine would lose.
  printf '%s\n' "listen_addresses = ''" "unix_socket_directories = '$folder'" 'fsync = off' \
    'max_connections = 60' 'max_wal_size = 64MB' 'wal_level = minimal' 'max_wal_senders = 0'
  for setting; do
    printf '%s\n' "$setting" | sed "s|FOLDER|$folder|g"
  done
} >>"$folder/data/postgresql.conf"
begin() {
  "$bin/postgres" -D "$folder/data" >>"$folder/log" 2>&1 &
  server=$!
  while ! "$bin/pg_isready" -q -h "$folder" -U postgres; do
    kill -0 "$server" 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
    sleep 0.1
  done
}
begin
echo "$folder"
while read -r command; do
  case $command in
    restart)
      kill -INT "$server"
      wait "$server" || true
      begin
      echo restarted
      ;;
    crash)
      kill -QUIT "$server"
      wait "$server" || true
      begin
      echo crashed
      ;;
    reload)
      kill -HUP "$server"
      echo reloaded
      ;;
  esac
done
