#!/usr/bin/env bash
# Makes this folder's stores anew with openssl and Java's keytool: an authority, a server made out to localhost and
# 127.0.0.1, a client, a server made out to nobody here, and a server of another authority. All are good from 2020 to 2120.
set -euo pipefail
cd "$(dirname "$0")"
rm -f -- *.pem *.p12 *.jks
password=changeit
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Only `openssl ca` lets the first day be chosen: a test must not depend on whose clock is ahead.
sign() { # name, then options
  local name=$1
  shift
  : > "$work/index.txt"
  printf '[ca]\ndefault_ca=x\n[x]\ndatabase=%s/index.txt\nnew_certs_dir=%s\npolicy=p\ndefault_md=sha256\nrand_serial=yes\n[p]\nC=optional\nO=optional\nOU=optional\nCN=supplied\n' \
    "$work" "$work" > "$work/ca.cnf"
  openssl ca -batch -notext -preserveDN -config "$work/ca.cnf" -startdate 20200101000000Z -enddate 21200101000000Z \
    -in "$work/$name.csr" -out "$work/$name.crt" "$@" 2>/dev/null
}
authority() { # name
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/O=kafkabox tests/CN=$1" \
    -keyout "$work/$1.key" -out "$work/$1.csr" 2>/dev/null
  printf 'basicConstraints=critical,CA:true\nsubjectKeyIdentifier=hash\n' > "$work/ext"
  sign "$1" -selfsign -keyfile "$work/$1.key" -extfile "$work/ext"
}
certificate() { # name authority subject names
  openssl req -new -newkey rsa:2048 -nodes -subj "$3" -keyout "$work/$1.key" -out "$work/$1.csr" 2>/dev/null
  printf 'subjectAltName=%s\n' "$4" > "$work/ext"
  sign "$1" -cert "$work/$2.crt" -keyfile "$work/$2.key" -extfile "$work/ext"
  cat "$work/$1.key" "$work/$1.crt" "$work/$2.crt" > "$1.pem"
}
authority authority
authority stranger
certificate server authority '/O=kafkabox tests/CN=server' 'DNS:localhost,IP:127.0.0.1'
certificate client authority '/C=DE/O=kafkabox, tests/OU=shell/CN=client' 'DNS:client.invalid'
certificate elsewhere authority '/O=kafkabox tests/CN=elsewhere' 'DNS:elsewhere.invalid'
certificate foreign stranger '/O=kafkabox tests/CN=foreign' 'DNS:localhost,IP:127.0.0.1'
cp "$work/authority.crt" authority.pem

# The same client in the formats that there are.
{ openssl pkcs8 -topk8 -in "$work/client.key" -v2 aes-256-cbc -passout "pass:$password"; cat "$work/client.crt" "$work/authority.crt"; } > client-locked.pem
openssl pkcs12 -export -in "$work/client.crt" -inkey "$work/client.key" -certfile "$work/authority.crt" -passout "pass:$password" -out client.p12
openssl pkcs12 -export -in "$work/client.crt" -inkey "$work/client.key" -certfile "$work/authority.crt" -passout "pass:$password" \
  -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1 -out client-old.p12
openssl pkcs12 -export -in "$work/server.crt" -inkey "$work/server.key" -certfile "$work/authority.crt" -passout "pass:$password" -out server.p12
store=(-storepass "$password" -noprompt)
keytool -importkeystore -srckeystore client.p12 -srcstorepass "$password" -destkeystore client.jks -deststoretype JKS -deststorepass "$password" -noprompt 2>/dev/null
keytool -importcert -file authority.pem -alias authority -keystore trust.p12 -storetype PKCS12 "${store[@]}" 2>/dev/null
keytool -importcert -file authority.pem -alias authority -keystore trust.jks -storetype JKS "${store[@]}" 2>/dev/null
