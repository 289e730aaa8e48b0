package cafe.testkit;

import cafe.ipld.BlockMissingException;
import cafe.ipld.BlockSink;
import cafe.ipld.BlockSource;
import cafe.ipld.Cid;
import cafe.ipld.Varint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Blocks in memory, filled by an importer or from a CAR file. */
public final class Car implements BlockSource, BlockSink {
  private final Map<Cid, byte[]> blocks = new HashMap<>();

  /** Reads a CAR file of version 1 and checks each block against its name. */
  public static Car read(byte[] file) throws IOException {
    Car car = new Car();
    ByteArrayInputStream in = new ByteArrayInputStream(file);
    in.skipNBytes(Varint.read(in, 4));
    for (long length = Varint.read(in, 4); length >= 0; length = Varint.read(in, 4)) {
      ByteBuffer section = ByteBuffer.wrap(in.readNBytes((int) length));
      Cid cid = Cid.read(section);
      if (!cid.names(section)) {
        throw new AssertionError("block " + cid + " is not what it says");
      }
      byte[] block = new byte[section.remaining()];
      section.get(block);
      car.put(cid, block);
    }
    return car;
  }

  @Override
  public byte[] get(Cid cid) throws IOException {
    byte[] block = blocks.get(cid.canonical());
    if (block == null) {
      throw new BlockMissingException(cid);
    }
    return block;
  }

  @Override
  public void put(Cid cid, byte[] block) {
    blocks.put(cid.canonical(), block);
  }

  /** All blocks by their names. */
  public Map<Cid, byte[]> blocks() {
    return blocks;
  }
}
