package cafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.cache.CacheBackends;
import cafe.cache.CacheSpec;
import cafe.gateway.http.memory.HotCache;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.runtime.annotations.RegisterForProxy;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.persistence.Entity;
import jakarta.ws.rs.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import picocli.CommandLine.Command;

/**
 * What a native image needs to be told: classes that are used by name, files that are read from the
 * program, and what may not happen while it is built. That the build's native step passes is shown
 * by the build itself ({@code native-sources}).
 */
@Execution(ExecutionMode.CONCURRENT)
class NativeReadinessTest {

  private static final Path RESOURCES = Path.of("src/main/resources");
  private static final String OURS = "cafe.";

  private static JavaClasses main;
  private static Set<String> registered;

  @BeforeAll
  static void read() {
    main =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("cafe");
    registered = new HashSet<>();
    for (JavaClass each : main) {
      RegisterForReflection mark = type(each).getAnnotation(RegisterForReflection.class);
      if (mark != null) {
        Stream.of(mark.targets()).map(Class::getName).forEach(registered::add);
        registered.addAll(List.of(mark.classNames()));
        if (mark.targets().length == 0 && mark.classNames().length == 0) {
          registered.add(each.getName());
        }
      }
    }
  }

  @Test
  void whatBecomesJsonIsRegistered() {
    Set<Class<?>> used = new HashSet<>();
    for (JavaClass each : main) {
      Class<?> type = type(each);
      for (Method method : type.getDeclaredMethods()) {
        if (isRoute(method)) {
          collect(method.getGenericReturnType(), used);
          Stream.of(method.getGenericParameterTypes()).forEach(body -> collect(body, used));
        }
      }
      if (Arrays.stream(type.getDeclaredAnnotations())
          .anyMatch(mark -> mark.annotationType().getName().startsWith("com.fasterxml"))) {
        collect(type, used);
      }
      if (TypeReference.class.isAssignableFrom(type)) {
        collect(type.getGenericSuperclass(), used);
      }
      if (type.isAnnotationPresent(jakarta.ws.rs.Path.class)) {
        each.getConstructorCallsFromSelf().stream()
            .map(call -> type(call.getTargetOwner()))
            .filter(made -> made.getPackageName().endsWith(".http"))
            .filter(made -> made.getName().contains("Json") || type.equals(made.getNestHost()))
            .forEach(made -> collect(made, used));
      }
      if (usesAMapper(each)) {
        each.getReferencedClassObjects()
            .forEach(literal -> collect(type(literal.getRawType()), used));
      }
    }
    assertThat(used).hasSizeGreaterThan(40);
    assertThat(missing(used)).isEmpty();
  }

  @Test
  void rowsThatQueriesAnswerAndKeysAreRegistered() {
    Set<Class<?>> used = new HashSet<>();
    for (JavaClass each : main) {
      Class<?> outer = type(each).getEnclosingClass();
      if (type(each).isRecord() && outer != null && outer.isAnnotationPresent(Entity.class)) {
        used.add(type(each));
      }
    }
    assertThat(used).isNotEmpty();
    assertThat(missing(used)).isEmpty();
  }

  /** Picocli's processor writes what its classes need, if they are compiled with it. */
  @Test
  void commandsAreRegistered() throws IOException {
    Set<String> known = new HashSet<>();
    try (InputStream in =
        getClass()
            .getResourceAsStream("/META-INF/native-image/picocli-generated/reflect-config.json")) {
      JsonNode entries = new ObjectMapper().readTree(Objects.requireNonNull(in));
      entries.forEach(entry -> known.add(entry.path("name").asText()));
    }
    List<String> commands =
        main.stream()
            .filter(each -> type(each).isAnnotationPresent(Command.class))
            .map(JavaClass::getName)
            .toList();
    assertThat(commands).hasSizeGreaterThan(4);
    assertThat(known).containsAll(commands);
  }

  /** Caffeine finds the classes of its caches by names that say what they can do. */
  @Test
  void kindsOfCachesAreRegistered() throws ReflectiveOperationException {
    Set<String> used = new TreeSet<>();
    try (CacheBackends.Closeable caches = CacheBackends.of(CacheBackends.Kind.PROCESS)) {
      collectKinds(caches.cache(new CacheSpec("a", 1 << 20, Duration.ofHours(1))), used);
    }
    collectKinds(new HotCache(1 << 20, 1 << 10, Duration.ofHours(1)), used);
    assertThat(used).hasSizeGreaterThan(2);
    assertThat(registered).containsAll(used);
  }

  @Test
  void filesThatAreReadAreIncluded() throws IOException {
    List<PathMatcher> included =
        Stream.of(properties().getProperty("quarkus.native.resources.includes", "").split(","))
            .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob.strip()))
            .toList();
    List<Path> missing = new ArrayList<>();
    for (JavaClass reader : main) {
      boolean reads =
          calls(reader).stream()
              .anyMatch(
                  call ->
                      call.getName().startsWith("getResource")
                          && call.getTargetOwner().getName().startsWith("java.lang."));
      if (reads && !reader.getPackageName().equals("cafe.client")) {
        Path folder = RESOURCES.resolve(reader.getPackageName().replace('.', '/'));
        assertThat(folder).as("files of %s", reader.getName()).isDirectory();
        try (Stream<Path> files = Files.walk(folder)) {
          files
              .filter(Files::isRegularFile)
              .map(RESOURCES::relativize)
              .filter(file -> included.stream().noneMatch(glob -> glob.matches(file)))
              .filter(file -> !file.endsWith("README.md"))
              .forEach(missing::add);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void nothingIsLookedUpByName() {
    Set<String> banned =
        Set.of(
            "java.lang.Class.forName",
            "java.lang.ClassLoader.loadClass",
            "java.lang.reflect.Method.invoke",
            "java.lang.reflect.Constructor.newInstance",
            "java.lang.reflect.Proxy.newProxyInstance",
            "java.util.ServiceLoader.load",
            "java.io.ObjectInputStream.readObject");
    List<String> found =
        main.stream()
            .filter(each -> !each.getPackageName().equals("cafe.client"))
            // Its one proxy, of one library's interface, is registered by the build.
            .filter(each -> !each.isAnnotatedWith(RegisterForProxy.class))
            .flatMap(each -> calls(each).stream())
            .filter(call -> banned.contains(name(call)))
            .map(JavaMethodCall::getDescription)
            .toList();
    assertThat(found).isEmpty();
  }

  /** All classes are initialised while the image is built, on another machine, at another time. */
  @Test
  void nothingOfTheBuildersMachineIsKept() throws IOException {
    String arguments = properties().getProperty("quarkus.native.additional-build-args", "");
    List<String> found = new ArrayList<>();
    for (JavaClass each : main) {
      if (arguments.contains("--initialize-at-run-time=" + each.getName())) {
        continue;
      }
      for (Field field : type(each).getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) && isLive(field.getType())) {
          found.add(field.toString());
        }
      }
      each.getStaticInitializer().ifPresent(start -> follow(start, found));
    }
    assertThat(found).isEmpty();
  }

  private static Properties properties() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(RESOURCES.resolve("application.properties"))) {
      properties.load(in);
    }
    return properties;
  }

  private static boolean isLive(Class<?> type) {
    return Stream.of(
            java.util.Random.class,
            java.util.random.RandomGenerator.class,
            java.time.Clock.class,
            Thread.class,
            java.util.Timer.class,
            java.util.concurrent.ExecutorService.class,
            java.nio.channels.Channel.class,
            java.nio.channels.Selector.class,
            java.net.http.HttpClient.class,
            java.lang.ref.Cleaner.class,
            Process.class)
        .anyMatch(live -> live.isAssignableFrom(type));
  }

  /** What a static initialiser does, itself or through methods of ours; lambdas run later. */
  private static void follow(JavaCodeUnit start, List<String> found) {
    Set<JavaCodeUnit> seen = new HashSet<>();
    Deque<JavaCodeUnit> next = new ArrayDeque<>(List.of(start));
    while (!next.isEmpty()) {
      JavaCodeUnit unit = next.pop();
      if (!seen.add(unit)) {
        continue;
      }
      unit.getCallsFromSelf().stream()
          .filter(call -> !call.isDeclaredInLambda())
          .forEach(
              call -> {
                String target = call.getTargetOwner().getName() + "." + call.getName();
                if (isLive(target)) {
                  found.add(start.getOwner().getName() + " calls " + target + " when it is loaded");
                }
                if (target.startsWith(OURS)) {
                  call.getTarget().resolveMember().ifPresent(next::push);
                }
              });
    }
  }

  private static boolean isLive(String target) {
    return target.startsWith("java.security.SecureRandom.")
        || target.startsWith("java.util.concurrent.ThreadLocalRandom.")
        || target.startsWith("java.util.concurrent.Executors.")
        || target.startsWith("java.nio.file.Files.")
        || target.startsWith("java.net.InetAddress.")
        || target.startsWith("java.lang.Runtime.")
        || target.startsWith("java.time.Clock.system")
        || target.endsWith(".now")
        || Set.of(
                "java.lang.Thread.start",
                "java.lang.Thread.startVirtualThread",
                "java.lang.System.getenv",
                "java.lang.System.getProperty",
                "java.lang.System.nanoTime",
                "java.lang.System.currentTimeMillis",
                "java.lang.Integer.getInteger",
                "java.lang.Long.getLong",
                "java.lang.Boolean.getBoolean",
                "java.util.UUID.randomUUID",
                "java.security.Security.addProvider")
            .contains(target);
  }

  private static boolean usesAMapper(JavaClass each) {
    return calls(each).stream()
        .anyMatch(
            call ->
                call.getTargetOwner().isAssignableTo(ObjectCodec.class)
                    && !call.getName().startsWith("create")
                    && !call.getName().equals("readTree"));
  }

  private static boolean isRoute(Method method) {
    return Arrays.stream(method.getAnnotations())
        .anyMatch(mark -> mark.annotationType().isAnnotationPresent(HttpMethod.class));
  }

  /** A type of ours and all that it holds. */
  private static void collect(Type type, Set<Class<?>> used) {
    switch (type) {
      case ParameterizedType generic -> {
        collect(generic.getRawType(), used);
        Stream.of(generic.getActualTypeArguments()).forEach(part -> collect(part, used));
      }
      case GenericArrayType array -> collect(array.getGenericComponentType(), used);
      case WildcardType some -> Stream.of(some.getUpperBounds()).forEach(up -> collect(up, used));
      case Class<?> single when single.isArray() -> collect(single.componentType(), used);
      case Class<?> single -> {
        boolean data = single.isRecord() || single.isEnum() || isClientModel(single);
        if (single.getName().startsWith(OURS) && data && used.add(single)) {
          Stream.of(single.getDeclaredFields())
              .filter(field -> !Modifier.isStatic(field.getModifiers()))
              .forEach(field -> collect(field.getGenericType(), used));
        }
      }
      default -> {}
    }
  }

  private static boolean isClientModel(Class<?> type) {
    return type.getName().startsWith("cafe.client.")
        && type.isAnnotationPresent(com.fasterxml.jackson.annotation.JsonPropertyOrder.class);
  }

  private static List<String> missing(Set<Class<?>> used) {
    return used.stream()
        .map(Class::getName)
        .filter(name -> !registered.contains(name))
        .sorted()
        .toList();
  }

  /** The classes of the caches in an object's fields, and of their entries. */
  private static void collectKinds(Object holder, Set<String> used)
      throws ReflectiveOperationException {
    for (Field field : holder.getClass().getDeclaredFields()) {
      if (com.github.benmanes.caffeine.cache.Cache.class.isAssignableFrom(field.getType())) {
        Object bounded = value(value(holder, field), "cache");
        used.add(bounded.getClass().getName());
        used.add(value(bounded, "nodeFactory").getClass().getName());
      }
    }
  }

  private static Object value(Object holder, String name) throws ReflectiveOperationException {
    for (Class<?> type = holder.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals(name)) {
          return value(holder, field);
        }
      }
    }
    throw new NoSuchFieldException(holder.getClass() + "." + name);
  }

  private static Object value(Object holder, Field field) throws IllegalAccessException {
    field.setAccessible(true);
    return field.get(holder);
  }

  private static Set<JavaMethodCall> calls(JavaClass each) {
    return each.getMethodCallsFromSelf();
  }

  private static String name(JavaMethodCall call) {
    return call.getTargetOwner().getName() + "." + call.getName();
  }

  private static Class<?> type(JavaClass each) {
    try {
      return Class.forName(each.getName(), false, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
