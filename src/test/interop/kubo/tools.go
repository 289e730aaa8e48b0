// Package kubo pins Kubo, the IPFS node that the interop tests run; go.mod and go.sum are all that
// matters. Build it with Go 1.25: with 1.26 one of its dependencies does not compile.
//
//	GOTOOLCHAIN=go1.25.5 go build -o ipfs github.com/ipfs/kubo/cmd/ipfs
package kubo

import _ "github.com/ipfs/kubo/cmd/ipfs/kubo"
