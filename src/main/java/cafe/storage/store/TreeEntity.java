package cafe.storage.store;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.Arrays;

/** One block that lies beneath a root. */
@Entity
@Table(name = "tree")
@IdClass(TreeEntity.Key.class)
class TreeEntity {
  @Id byte[] root;
  @Id byte[] block;

  /** Root and block. */
  @RegisterForReflection
  record Key(byte[] root, byte[] block) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key(byte[] r, byte[] b)
          && Arrays.equals(root, r)
          && Arrays.equals(block, b);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(root) + Arrays.hashCode(block);
    }
  }
}
