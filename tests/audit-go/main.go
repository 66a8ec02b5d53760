// Audit-go verifies a transparency log in a folder with the Go project's own
// packages and none of Warbler's code:
//
//	audit-go VERIFIERKEY FOLDER
//
// It checks the signature of FOLDER/checkpoint, rebuilds the tree from the
// entries, and compares the root with the signed one and every tile with its
// file. It prints "ok SIZE ROOT", or what is wrong, and exits 1.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: audit-go VERIFIERKEY FOLDER")
		os.Exit(2)
	}
	tree, err := verifyLog(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("ok %d %s\n", tree.N, tree.Hash)
}

func verifyLog(verifierKey, folder string) (tlog.Tree, error) {
	tree, err := openCheckpoint(verifierKey, filepath.Join(folder, "checkpoint"))
	if err != nil {
		return tree, fmt.Errorf("checkpoint: %w", err)
	}
	rebuilt, err := rebuildTree(folder, tree.N)
	if err != nil {
		return tree, err
	}
	root, err := treeRoot(tree.N, rebuilt)
	if err != nil {
		return tree, err
	}
	if root != tree.Hash {
		return tree, findWrongEntry(folder, tree, rebuilt)
	}
	return tree, compareTiles(folder, tree.N, rebuilt)
}

// storedHashes are all hashes of a tree in the order of tlog.StoredHashIndex.
type storedHashes []tlog.Hash

func (hashes storedHashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	read := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= int64(len(hashes)) {
			return nil, fmt.Errorf("hash %d is not in the tree", index)
		}
		read[i] = hashes[index]
	}
	return read, nil
}

func rebuildTree(folder string, size int64) (storedHashes, error) {
	var hashes storedHashes
	for start := int64(0); start < size; start += tileWidth {
		entries, err := readBundle(folder, start/tileWidth, widthAt(start, size))
		if err != nil {
			return nil, fmt.Errorf("entries from %d: %w", start, err)
		}
		for i, entry := range entries {
			added, err := tlog.StoredHashesForRecordHash(start+int64(i), tlog.RecordHash(entry), hashes)
			if err != nil {
				return nil, err
			}
			hashes = append(hashes, added...)
		}
	}
	return hashes, nil
}

// treeRoot is tlog.TreeHash with RFC 6962's root of an empty tree.
func treeRoot(size int64, hashes tlog.HashReader) (tlog.Hash, error) {
	if size == 0 {
		return sha256.Sum256(nil), nil
	}
	return tlog.TreeHash(size, hashes)
}

// findWrongEntry names the first entry that is not the one its tile has.
//
// It only looks for the place: whether the log is right is decided by the
// rebuilt root alone. A TileHashReader would be no proof, because the one in
// Debian 12 leaves some of the tiles that it reads unauthenticated.
func findWrongEntry(folder string, tree tlog.Tree, rebuilt storedHashes) error {
	published := tlog.TileHashReader(tree, tileFolder(folder))
	for start := int64(0); start < tree.N; start += tileWidth {
		var indexes []int64
		for i := 0; i < widthAt(start, tree.N); i++ {
			indexes = append(indexes, tlog.StoredHashIndex(0, start+int64(i)))
		}
		leaves, err := published.ReadHashes(indexes)
		if err != nil {
			return fmt.Errorf("wrong tile over the entries from %d: %w", start, err)
		}
		for i, index := range indexes {
			if leaves[i] != rebuilt[index] {
				return fmt.Errorf("wrong entry %d", start+int64(i))
			}
		}
	}
	return errors.New("the entries do not have the signed root")
}

// compareTiles reads every tile of the log and compares it with the tree.
func compareTiles(folder string, size int64, rebuilt storedHashes) error {
	for level := 0; size>>(tileHeight*level) > 0; level++ {
		hashes := size >> (tileHeight * level)
		for start := int64(0); start < hashes; start += tileWidth {
			tile := tlog.Tile{H: tileHeight, L: level, N: start / tileWidth, W: widthAt(start, hashes)}
			want, err := tlog.ReadTileData(tile, rebuilt)
			if err != nil {
				return err
			}
			got, err := tileFolder(folder).ReadTiles([]tlog.Tile{tile})
			if err != nil {
				return err
			}
			if !bytes.Equal(got[0], want) {
				return fmt.Errorf("wrong tile %s", tilePath(tile))
			}
		}
	}
	return nil
}

// widthAt is how many of size items are in the tile or bundle that starts at
// start.
func widthAt(start, size int64) int {
	if size-start < tileWidth {
		return int(size - start)
	}
	return tileWidth
}

// openCheckpoint follows C2SP tlog-checkpoint; tlog.ParseTree reads only the
// form that the checksum database signs.
func openCheckpoint(verifierKey, path string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(verifierKey)
	if err != nil {
		return tlog.Tree{}, err
	}
	signed, err := os.ReadFile(path)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, errors.New("not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, errors.New("malformed size")
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tlog.Tree{}, errors.New("malformed root")
	}
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree, nil
}

// readBundle reads width entries, each behind its length in two bytes.
func readBundle(folder string, n int64, width int) ([][]byte, error) {
	data, stored, err := readPartialOrFull(folder, tlog.Tile{H: tileHeight, L: -1, N: n, W: width})
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(data) > 0 {
		if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
			return nil, errors.New("malformed entry bundle")
		}
		length := 2 + int(binary.BigEndian.Uint16(data))
		entries = append(entries, data[2:length])
		data = data[length:]
	}
	if len(entries) != stored {
		return nil, fmt.Errorf("entry bundle has %d entries, want %d", len(entries), stored)
	}
	return entries[:width], nil
}

// A tileFolder is a tlog.TileReader over the files of C2SP tlog-tiles.
type tileFolder string

func (tileFolder) Height() int { return tileHeight }

func (tileFolder) SaveTiles([]tlog.Tile, [][]byte) {}

func (folder tileFolder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		read, stored, err := readPartialOrFull(string(folder), tile)
		if err != nil {
			return nil, err
		}
		if len(read) != stored*tlog.HashSize {
			return nil, fmt.Errorf("%s has %d bytes, want %d", tilePath(tile), len(read), stored*tlog.HashSize)
		}
		data[i] = read[:tile.W*tlog.HashSize]
	}
	return data, nil
}

// readPartialOrFull reads a tile, or the full one that has replaced it, and
// tells how wide the file it read should be.
func readPartialOrFull(folder string, tile tlog.Tile) ([]byte, int, error) {
	data, err := os.ReadFile(filepath.Join(folder, tilePath(tile)))
	if errors.Is(err, fs.ErrNotExist) {
		tile.W = tileWidth
		data, err = os.ReadFile(filepath.Join(folder, tilePath(tile)))
	}
	return data, tile.W, err
}

// tilePath is tlog's path without the tile height, and with "entries" for
// "data", as C2SP tlog-tiles has it.
func tilePath(tile tlog.Tile) string {
	path := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight))
	if tile.L == -1 {
		path = "entries" + strings.TrimPrefix(path, "data")
	}
	return "tile/" + path
}
