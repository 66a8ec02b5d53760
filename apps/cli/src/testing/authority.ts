/** A certificate authority whose private key nobody has: enough for what only looks at certificates. */
export const AUTHORITY_PEM = `-----BEGIN CERTIFICATE-----
MIIBWTCCAQugAwIBAgIUbfDMLWVDs4QTsrvaQYD5RBDGNIMwBQYDK2VwMCExHzAd
BgNVBAMMFldhcmJsZXIgdGVzdCBhdXRob3JpdHkwIBcNMjYxMTI0MDIxNTIzWhgP
MjEyNjEwMzEwMjE1MjNaMCExHzAdBgNVBAMMFldhcmJsZXIgdGVzdCBhdXRob3Jp
dHkwKjAFBgMrZXADIQAUkUhfyWpsM88CfT8w0+KFfmJrTsSeU9Hyj1osAkSwhaNT
MFEwHQYDVR0OBBYEFKtT1eq4g/z6gKddH7oR4fdkRpPwMB8GA1UdIwQYMBaAFKtT
1eq4g/z6gKddH7oR4fdkRpPwMA8GA1UdEwEB/wQFMAMBAf8wBQYDK2VwA0EAPrit
Y8NfYxzD84+yX/VqzkpxzNG9mjglJ+k2BMlPDtab6MOhGLmIhfkvm1TkDTMVHlmj
DQiLUDkOIZ0+WHbPDw==
-----END CERTIFICATE-----
`;
