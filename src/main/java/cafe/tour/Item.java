package cafe.tour;

import cafe.ipld.Cid;
import cafe.ipld.dagpb.DagPb;
import cafe.ipld.dagpb.ObjectJson;
import cafe.ipld.dagpb.PbLink;
import cafe.ipld.unixfs.DirectoryBuilder;
import cafe.ipld.unixfs.FileImporter;
import cafe.ipld.unixfs.Imported;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Something to be kept by a cafe: a file, or a directory node.
 *
 * @param made its name and sizes
 * @param bytes what is uploaded: the file itself, or the node's JSON
 */
record Item(Imported made, byte[] bytes) {

  /** A file. */
  static Item file(byte[] bytes) {
    try {
      return new Item(new FileImporter((cid, block) -> {}).add(bytes), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A directory of things that are kept by themselves. */
  static Item directory(List<PbLink> links) {
    byte[][] built = new byte[1][];
    DirectoryBuilder directory = new DirectoryBuilder();
    links.forEach(directory::add);
    try {
      Imported made = directory.build((cid, block) -> built[0] = block);
      String json = ObjectJson.encode(DagPb.decode(built[0]));
      return new Item(made, json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its name. */
  Cid cid() {
    return made.cid();
  }

  /** A directory's link to it. */
  PbLink link(String name) {
    return made.link(name);
  }
}
