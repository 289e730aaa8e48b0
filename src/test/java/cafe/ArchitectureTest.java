package cafe;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Who may know whom. One Maven module cannot stop a package from importing another, so this test
 * does. No exceptions file: a rule that does not fit is changed here, with its reason.
 */
@Execution(ExecutionMode.CONCURRENT)
class ArchitectureTest {

  /** Ground packages, lowest first: each may use only those before it. */
  private static final List<String> GROUND =
      List.of("ipld", "crypto", "kernel", "wire", "libp2p", "cache", "database", "limits");

  /** Rooms and their floors: a room uses only rooms on lower floors, and only their roots. */
  private static final Map<String, Integer> FLOORS =
      Map.of(
          "identity", 1,
          "storage", 2,
          "snapshots", 3,
          "inbox", 3,
          "directory", 4,
          "gateway", 5,
          "admin", 5,
          "tour", 6);

  private static final Set<String> DOORWAYS = Set.of("web", "peer");
  private static final Set<String> ROOF = Set.of("boot", "client");
  private static final Set<String> EDGES = Set.of("http", "stream", "store");
  private static final Set<String> BANNED_NAMES =
      Set.of("util", "utils", "common", "helper", "helpers", "core", "impl", "manager");

  private static JavaClasses main;

  @BeforeAll
  static void read() {
    main =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("cafe");
  }

  @Test
  void everyPackageHasItsPlace() {
    Set<String> known = new TreeSet<>(GROUND);
    known.addAll(FLOORS.keySet());
    known.addAll(DOORWAYS);
    known.addAll(ROOF);
    Set<String> found =
        main.stream()
            .map(c -> segment(c.getPackageName(), 1))
            .filter(s -> !s.isEmpty())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(known).as("rooms that this test knows").containsAll(found);
  }

  @Test
  void groundStandsOnlyOnLowerGround() {
    for (int i = 0; i < GROUND.size(); i++) {
      Set<String> allowed = new TreeSet<>(GROUND.subList(0, i + 1));
      String self = "cafe." + GROUND.get(i) + "..";
      noClasses()
          .that()
          .resideInAPackage(self)
          .should()
          .dependOnClassesThat(
              describe(
                  "are in the cafe but not in " + allowed,
                  c -> isCafe(c) && !allowed.contains(segment(c.getPackageName(), 1))))
          .because("the ground is pure: whoever reads it need not know what stands on it")
          .allowEmptyShould(true)
          .check(main);
    }
  }

  @Test
  void libp2pKnowsNoCafeAndNoFramework() {
    noClasses()
        .that()
        .resideInAPackage("cafe.libp2p..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("jakarta..", "io.quarkus..", "io.smallrye..", "io.vertx..")
                .or(resideInAnyPackage("cafe.wire..")))
        .because("it must be replaceable by another libp2p host")
        .allowEmptyShould(true)
        .check(main);
  }

  @Test
  void roomsUseOnlyRootsOnLowerFloors() {
    FLOORS.forEach(
        (room, floor) ->
            noClasses()
                .that()
                .resideInAPackage("cafe." + room + "..")
                .should()
                .dependOnClassesThat(
                    describe(
                        "are in a room that " + room + " may not know",
                        c -> isForbiddenRoom(c, room, floor)))
                .because("strangers on a floor talk by kernel events; edges are private")
                .allowEmptyShould(true)
                .check(main));
  }

  @Test
  void roomRootsKnowNoDoorway() {
    classes()
        .that(describe("are room roots", c -> isRoomRoot(c.getPackageName())))
        .should()
        .onlyDependOnClassesThat(
            describe(
                "are not doorways, edges or frameworks of the edge",
                c -> !isDoorway(c) && !isOwnEdge(c) && !isEdgeFramework(c)))
        .because("both doors end in one service, which knows neither of them")
        .allowEmptyShould(true)
        .check(main);
  }

  @Test
  void doorwaysKnowNoRoom() {
    noClasses()
        .that()
        .resideInAnyPackage("cafe.web..", "cafe.peer..")
        .should()
        .dependOnClassesThat(
            describe("are in rooms or on the roof", c -> isIn(c, FLOORS.keySet()) || isIn(c, ROOF)))
        .because("rooms come to the doorways, which serve whatever comes")
        .check(main);
  }

  @Test
  void restOnlyInWebAndHttpEdges() {
    noClasses()
        .that(not(resideInAnyPackage("cafe.web..", "cafe..http..", "cafe.boot..", "cafe.client..")))
        .should()
        .dependOnClassesThat(resideInAPackage("jakarta.ws.rs.."))
        .allowEmptyShould(true)
        .check(main);
  }

  @Test
  void libp2pOnlyInPeerAndStreamEdges() {
    noClasses()
        .that(
            not(
                resideInAnyPackage(
                    "cafe.libp2p..", "cafe.peer..", "cafe..stream..", "cafe.boot..")))
        .should()
        .dependOnClassesThat(resideInAPackage("cafe.libp2p.."))
        .allowEmptyShould(true)
        .check(main);
  }

  @Test
  void generatedMessagesOnlyAtTheEdge() {
    noClasses()
        .that(
            not(
                resideInAnyPackage(
                    "cafe.wire..",
                    "cafe.libp2p..",
                    "cafe.ipld..",
                    "cafe.peer..",
                    "cafe..stream..",
                    "cafe..http..",
                    "cafe.tour..")))
        .should()
        .dependOnClassesThat(resideInAnyPackage("com.google.protobuf..", "cafe.wire.pb.."))
        .because("room roots see records, never generated classes")
        .allowEmptyShould(true)
        .check(main);
  }

  @Test
  void persistenceOnlyInStores() {
    noClasses()
        .that(not(resideInAnyPackage("cafe..store..", "cafe.database..", "cafe.boot..")))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "jakarta.persistence..", "org.hibernate..", "io.quarkus.hibernate.."))
        .because("entities stay inside their store; records leave")
        .allowEmptyShould(true)
        .check(main);
  }

  @Test
  void infinispanOnlyInCache() {
    noClasses()
        .that(not(resideInAPackage("cafe.cache..")))
        .should()
        .dependOnClassesThat(resideInAPackage("org.infinispan.."))
        .allowEmptyShould(true)
        .check(main);
  }

  @Test
  void siblingsNeverMeet() {
    for (String room : FLOORS.keySet()) {
      noClasses()
          .that()
          .resideInAPackage("cafe." + room + ".http..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("cafe." + room + ".stream..", "cafe." + room + ".store.."))
          .allowEmptyShould(true)
          .check(main);
      noClasses()
          .that()
          .resideInAPackage("cafe." + room + ".stream..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("cafe." + room + ".http..", "cafe." + room + ".store.."))
          .allowEmptyShould(true)
          .check(main);
    }
  }

  @Test
  void noCycles() {
    slices().matching("cafe.(*)..").should().beFreeOfCycles().allowEmptyShould(true).check(main);
    slices().matching("cafe.(**)").should().beFreeOfCycles().allowEmptyShould(true).check(main);
  }

  @Test
  void packageNamesSayWhatIsInside() {
    assertThat(
            main.stream()
                .map(JavaClass::getPackageName)
                .flatMap(p -> Arrays.stream(p.split("\\.")))
                .filter(BANNED_NAMES::contains)
                .distinct())
        .isEmpty();
  }

  @Test
  void timeAndRandomnessAreInjected() {
    noClasses()
        .that(not(resideInAnyPackage("cafe.client..")))
        .and()
        .doNotHaveFullyQualifiedName("cafe.boot.ClockAndRandom")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callConstructor(java.security.SecureRandom.class)
        .orShould()
        .callMethodWhere(
            target(owner(equivalentTo(java.time.Clock.class)))
                .and(target(nameMatching("system.*|tick.*"))))
        .orShould()
        .callConstructor(java.util.Random.class)
        .orShould()
        .callConstructor(java.util.Random.class, long.class)
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(java.util.UUID.class, "randomUUID")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(
            java.util.concurrent.ThreadLocalRandom.class, java.util.SplittableRandom.class)
        .because("tests set the clock and the seed")
        .allowEmptyShould(true)
        .check(main);
  }

  private static boolean isForbiddenRoom(JavaClass c, String room, int floor) {
    String other = segment(c.getPackageName(), 1);
    if (!isCafe(c) || other.equals(room)) {
      return false;
    }
    if (ROOF.contains(other)) {
      // The generated client is what the tour drives the cafe through.
      return !(room.equals("tour") && other.equals("client"));
    }
    Integer otherFloor = FLOORS.get(other);
    return otherFloor != null
        && (otherFloor >= floor || EDGES.contains(segment(c.getPackageName(), 2)));
  }

  private static boolean isRoomRoot(String packageName) {
    return FLOORS.containsKey(segment(packageName, 1))
        && !EDGES.contains(segment(packageName, 2))
        && !packageName.startsWith("cafe.tour");
  }

  private static boolean isDoorway(JavaClass c) {
    return isIn(c, DOORWAYS);
  }

  private static boolean isIn(JavaClass c, Set<String> packages) {
    return isCafe(c) && packages.contains(segment(c.getPackageName(), 1));
  }

  private static boolean isOwnEdge(JavaClass c) {
    return isCafe(c) && Arrays.stream(c.getPackageName().split("\\.")).anyMatch(EDGES::contains);
  }

  private static boolean isEdgeFramework(JavaClass c) {
    return resideInAnyPackage("jakarta.ws.rs..", "io.vertx..", "jakarta.persistence..").test(c);
  }

  private static boolean isCafe(JavaClass c) {
    return c.getPackageName().startsWith("cafe.");
  }

  /** The n-th part of a package name, or an empty string. */
  private static String segment(String packageName, int n) {
    String[] parts = packageName.split("\\.");
    return parts.length > n && parts[0].equals("cafe") ? parts[n] : "";
  }

  private static DescribedPredicate<JavaClass> not(DescribedPredicate<JavaClass> predicate) {
    return DescribedPredicate.not(predicate);
  }
}
