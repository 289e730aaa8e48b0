package cafe.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.database.Database;
import cafe.identity.ClientRepository;
import cafe.identity.Clients;
import cafe.identity.registration.Membership;
import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import cafe.storage.References.Usage;
import cafe.storage.TestContents.TestContent;
import cafe.testkit.FakeClock;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What keeps a block and what does not; run on each database. */
abstract class ReferencesContract {
  private static final Duration GRACE = Duration.ofHours(1);

  @Inject References references;
  @Inject Garbage garbage;
  @Inject Database database;
  @Inject Clients clients;
  @Inject ClientRepository clientRows;
  @Inject Membership membership;

  private final String salt = UUID.randomUUID().toString();
  private final FakeClock clock = new FakeClock();
  private final Map<Multihash, Integer> told = new HashMap<>();
  private final MemoryBlockStore store = new MemoryBlockStore(clock);
  private final Owner alice = new Owner("test:alice " + salt);
  private final Owner bob = new Owner("test:bob " + salt);
  private final TestContent one = TestContents.leaf(salt + " one");
  private final TestContent two = TestContents.leaf(salt + " two");
  private final TestContent file = TestContents.file("file", one, two);
  private final TestContent node = TestContents.directory("node", Scope.BLOCK, file);
  private final TestContent recursive = TestContents.directory("node", Scope.TREE, file);

  private ContentKeeper keeper() {
    return new ContentKeeper(
        store, references, database, told::put, new TestStorageConfig(GRACE), clock);
  }

  private Collector collector(BlockStore blocks) {
    return new Collector(blocks, garbage, database, clients, new TestStorageConfig(GRACE), clock);
  }

  /** Collects twice, with the grace period between. */
  private void collect() {
    collector(store).collect();
    clock.advance(GRACE.plusSeconds(1));
    collector(store).collect();
  }

  private void keep(Owner owner, Content content) {
    keeper().keep(owner, List.of(content));
  }

  private Set<Cid> hold(Owner owner, TestContent content) {
    return keeper().hold(owner, List.of(content.root()), null);
  }

  @Test
  void aFileKeepsItsChunks() {
    keep(alice, file);
    collect();

    assertThat(file.tree()).allMatch(store::has);
    assertThat(keeper().usage(alice)).isEqualTo(new Usage(1, file.bytes(Scope.TREE)));
  }

  @Test
  void whatNobodyReferencesGoesAfterTheGracePeriod() {
    keep(alice, file);
    keeper().release(alice, List.of(file.root()));
    collector(store).collect();
    assertThat(file.tree()).as("within the grace period").allMatch(store::has);

    clock.advance(GRACE.plusSeconds(1));
    collector(store).collect();
    assertThat(file.tree()).noneMatch(store::has);
    assertThat(database.read(() -> garbage.unknown(file.tree()))).isEqualTo(file.tree());
    assertThat(keeper().usage(alice)).isEqualTo(new Usage(0, 0));
  }

  @Test
  void thoseWhoWaitAreToldOfWhatWasKept() {
    keep(alice, recursive);
    assertThat(told.keySet()).isEqualTo(recursive.tree());
  }

  @Test
  void aDirectoryKeepsOnlyItself() {
    keep(alice, node);
    keep(bob, file);
    keeper().release(bob, List.of(file.root()));
    collect();

    assertThat(store.has(node.root().multihash())).isTrue();
    assertThat(store.has(file.root().multihash())).isFalse();
  }

  @Test
  void aRecursiveReferenceKeepsAllBeneath() {
    keep(alice, recursive);
    collect();

    assertThat(recursive.tree()).hasSize(4).allMatch(store::has);
    assertThat(keeper().usage(alice)).isEqualTo(new Usage(1, recursive.bytes(Scope.TREE)));
  }

  @Test
  void askingReferencesWhatIsHere() {
    keep(alice, file);
    assertThat(hold(bob, file)).containsExactly(file.root());
    keeper().release(alice);
    collect();

    assertThat(file.tree()).allMatch(store::has);
    assertThat(keeper().usage(bob)).isEqualTo(new Usage(1, file.bytes(Scope.TREE)));
  }

  @Test
  void askingForWhatIsNotHereReferencesNothing() {
    assertThat(hold(bob, file)).isEmpty();
    assertThat(keeper().usage(bob)).isEqualTo(new Usage(0, 0));
  }

  @Test
  void aFileOfWhichChunksAreMissingIsNotHere() {
    keep(alice, file);
    // Somebody keeps the root as a bare block, so that only the chunks go.
    keep(bob, TestContents.directory("other", Scope.BLOCK, file));
    keeper().keep(bob, List.of(bareBlock(file)));
    keeper().release(alice);
    collect();
    assertThat(store.has(file.root().multihash())).isTrue();
    assertThat(store.has(one.root().multihash())).isFalse();

    assertThat(hold(alice, file)).isEmpty();
    keep(alice, file);
    assertThat(hold(bob, file)).containsExactly(file.root());
  }

  @Test
  void aFileKnownOnlyAsPartOfAnotherIsNotAnsweredFor() {
    TestContent outer = TestContents.file("outer", file, TestContents.leaf(salt + " three"));
    keep(alice, outer);

    assertThat(hold(bob, file)).isEmpty();
    assertThat(hold(bob, outer)).containsExactly(outer.root());
    assertThat(hold(bob, one)).as("a chunk is whole").containsExactly(one.root());
  }

  @Test
  void theFilesOfAnArchiveAreKnownAsFiles() {
    keep(alice, recursive);

    assertThat(hold(bob, file)).containsExactly(file.root());
    assertThat(hold(bob, recursive)).as("a directory").containsExactly(recursive.root());
    keeper().release(alice);
    collect();
    assertThat(file.tree()).allMatch(store::has);
    keeper().release(bob, List.of(file.root()));
    collect();
    assertThat(store.has(recursive.root().multihash())).as("held by itself").isTrue();
    assertThat(file.tree()).noneMatch(store::has);
  }

  /** Of the original, unstore by anybody removed everybody's pin. */
  @Test
  void w7OnlyOnesOwnReferenceIsRemoved() {
    keep(alice, file);
    keep(bob, file);
    keeper().release(bob, List.of(file.root()));
    keeper().release(bob);
    collect();

    assertThat(file.tree()).allMatch(store::has);
    assertThat(keeper().usage(alice)).isEqualTo(new Usage(1, file.bytes(Scope.TREE)));
    assertThat(keeper().usage(bob)).isEqualTo(new Usage(0, 0));
  }

  @Test
  void storingAgainCountsOnce() {
    keep(alice, file);
    keep(alice, file);
    hold(alice, file);

    assertThat(keeper().usage(alice)).isEqualTo(new Usage(1, file.bytes(Scope.TREE)));
  }

  @Test
  void aWiderReferenceReplacesANarrowerOne() {
    keep(alice, node);
    assertThat(keeper().usage(alice)).isEqualTo(new Usage(1, node.bytes(Scope.BLOCK)));
    keep(alice, recursive);
    assertThat(keeper().usage(alice)).isEqualTo(new Usage(1, node.bytes(Scope.TREE)));
    keep(alice, node);
    assertThat(keeper().usage(alice)).isEqualTo(new Usage(1, node.bytes(Scope.TREE)));
  }

  @Test
  void condemnedBlocksAreNotAnsweredForButComeBackWhenStored() {
    keep(alice, file);
    keeper().release(alice);
    collector(store).collect();

    assertThat(hold(bob, file)).isEmpty();
    keep(bob, file);
    clock.advance(GRACE.plusSeconds(1));
    collect();
    assertThat(file.tree()).allMatch(store::has);
    assertThat(hold(alice, file)).containsExactly(file.root());
  }

  @Test
  void referencesLapse() {
    Instant until = clock.instant().plus(Duration.ofHours(5));
    keeper().keep(alice, List.of(file), until, () -> true);
    keeper().keep(alice, List.of(two), null, () -> true);
    collect();
    assertThat(file.tree()).allMatch(store::has);

    clock.advance(Duration.ofHours(4));
    collect();
    assertThat(store.has(one.root().multihash())).isFalse();
    assertThat(store.has(two.root().multihash())).as("referenced for ever").isTrue();
  }

  @Test
  void theLaterEndWins() {
    Instant soon = clock.instant().plus(Duration.ofMinutes(1));
    keeper().keep(alice, List.of(file), clock.instant().plus(Duration.ofDays(9)), () -> true);
    keeper().keep(alice, List.of(file), soon, () -> true);
    assertThat(keeper().pins(alice, null, 9))
        .extracting(References.Pin::until)
        .containsExactly(clock.instant().plus(Duration.ofDays(9)).toEpochMilli());

    keeper().keepUntil(alice, soon);
    assertThat(keeper().pins(alice, null, 9))
        .extracting(References.Pin::until)
        .containsExactly(soon.toEpochMilli());
    keeper().hold(alice, List.of(file.root()), null);
    assertThat(keeper().pins(alice, null, 9)).extracting(References.Pin::until).containsOnlyNulls();
  }

  @Test
  void pinsAreListedInPages() {
    List<TestContent> contents =
        java.util.stream.IntStream.range(0, 25).mapToObj(i -> TestContents.leaf(salt + i)).toList();
    keeper().keep(alice, contents);

    List<References.Pin> first = keeper().pins(alice, null, 20);
    List<References.Pin> rest = keeper().pins(alice, first.getLast().root(), 20);
    assertThat(first).hasSize(20);
    assertThat(rest).hasSize(5);
    assertThat(contents)
        .allMatch(
            content ->
                java.util.stream.Stream.concat(first.stream(), rest.stream())
                    .anyMatch(pin -> pin.root().equals(content.root().multihash())));
  }

  @Test
  void rowsAlongsideShareTheFateOfTheReferences() {
    assertThatThrownBy(
            () ->
                keeper()
                    .keep(
                        alice,
                        List.of(file),
                        null,
                        () -> {
                          throw new IllegalStateException("on purpose");
                        }))
        .hasMessage("on purpose");
    assertThat(keeper().usage(alice)).isEqualTo(new Usage(0, 0));
    assertThat(hold(alice, file)).isEmpty();
  }

  @Test
  void bytesWithoutRowsAreSwept() {
    assertThatThrownBy(
            () ->
                keeper()
                    .keep(
                        alice,
                        List.of(file),
                        null,
                        () -> {
                          throw new IllegalStateException("on purpose");
                        }))
        .hasMessage("on purpose");
    collector(store).sweep();
    collect();
    assertThat(file.tree()).as("too young").allMatch(store::has);

    clock.advance(Duration.ofHours(2));
    collector(store).sweep();
    collect();
    assertThat(file.tree()).noneMatch(store::has);
    assertThat(database.read(() -> garbage.unknown(file.tree()))).isEqualTo(file.tree());
  }

  @Test
  void aCollectionThatDiedIsFinishedByTheNext() {
    keep(alice, file);
    keeper().release(alice);
    collector(store).collect();
    clock.advance(GRACE.plusSeconds(1));
    BlockStore failing =
        new MemoryBlockStore(clock) {
          @Override
          public void delete(Collection<Multihash> hashes) {
            throw new IllegalStateException("the power is gone");
          }
        };
    assertThatThrownBy(() -> collector(failing).collect()).hasMessage("the power is gone");
    assertThat(hold(bob, file)).as("leaving blocks are not answered for").isEmpty();

    clock.advance(Duration.ofMinutes(11));
    collector(store).collect();
    assertThat(file.tree()).noneMatch(store::has);
    keep(bob, file);
    assertThat(hold(alice, file)).containsExactly(file.root());
  }

  @Test
  void referencesOfClientsThatAreGoneGo() {
    Owner gone = Owner.client(cafe.kernel.PeerId.ofEd25519(new byte[32]));
    keep(gone, file);
    collect();
    assertThat(file.tree()).as("just taken").allMatch(store::has);

    collect();
    assertThat(file.tree()).noneMatch(store::has);
    assertThat(keeper().usage(gone)).isEqualTo(new Usage(0, 0));
  }

  @Test
  void aShortSeriesOfHistories() throws Exception {
    ReferencesModel.Registry registry =
        new ReferencesModel.Registry(database, clients, clientRows, membership);
    ReferencesModel.runSeries(shortSeries(), references, garbage, registry);
  }

  abstract int shortSeries();

  /** The root of a file, sent as a node: it keeps only itself. */
  private static Content bareBlock(TestContent content) {
    return new Content() {
      @Override
      public Cid root() {
        return content.root();
      }

      @Override
      public Scope scope() {
        return Scope.BLOCK;
      }

      @Override
      public void blocks(java.util.function.Consumer<Block> visitor) {
        content.blocks(
            block -> {
              if (block.hash().equals(content.root().multihash())) {
                visitor.accept(new Block(block.hash(), ByteBuffer.wrap(bytes(block))));
              }
            });
      }
    };
  }

  private static byte[] bytes(Block block) {
    byte[] bytes = new byte[block.size()];
    block.bytes().get(bytes);
    return bytes;
  }
}
