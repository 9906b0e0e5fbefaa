name       json-rpc
title      JSON-RPC over a plain stream
reference  JSON-RPC 2.0 specification section 4
groups     rpc
ndpi       JSON-RPC
wireshark  json

evidence tcp packet
  expression ^\{ ?"jsonrpc" ?: ?"[12]\.0" ?, ?"(method|id|result|error|params)"
  expression ^\{ ?"id" ?: ?"?[0-9a-f-]+"? ?, ?"jsonrpc" ?: ?"[12]\.0" ?, ?"(method|result|error|params)"
