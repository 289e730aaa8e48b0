package cafe.storage;

import cafe.ipld.Cid;
import cafe.ipld.FormatException;
import cafe.ipld.OriginalWords;
import cafe.kernel.CafeException;
import cafe.kernel.Caller;
import cafe.kernel.Fault;
import cafe.storage.References.Usage;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What clients do with storage. Every method needs a {@link Caller.Session} and throws {@link
 * CafeException} with {@link Fault#TOKEN_MISSING} for other callers; a method that returned is
 * durable.
 */
@ApplicationScoped
public class StorageService {
  private final Keeper keeper;
  private final StorageConfig config;

  StorageService(Keeper keeper, StorageConfig config) {
    this.keeper = keeper;
    this.config = config;
  }

  /**
   * Which contents the cafe lacks. Those that it has belong to the caller from now on, as if he had
   * stored them: he will not send them.
   *
   * @param cids in any spelling, at most {@code cafe.storage.max-cids}
   * @return those to send, each once, in the spelling received (Q5)
   * @throws CafeException {@link Fault#CID_INVALID}, {@link Fault#REQUEST_MALFORMED} for too many
   */
  public List<String> lacking(Caller caller, Collection<String> cids) {
    Owner owner = owner(caller);
    Map<String, Cid> asked = parse(cids);
    Set<Cid> held = keeper.hold(owner, asked.values(), null);
    return asked.entrySet().stream()
        .filter(each -> !held.contains(each.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Stores contents, all or nothing. */
  public void store(Caller caller, Collection<? extends Content> contents) {
    Owner owner = owner(caller);
    if (!contents.isEmpty()) {
      keeper.keep(owner, contents);
    }
  }

  /**
   * Stores one object that is either the bytes of a file or a node in JSON; of two, the file
   * counts, as with the original. Nothing at all stands for the empty file, if that is its name.
   *
   * @param cid its name, in any spelling
   * @return the name as it was given
   * @throws CafeException {@link Fault#CID_INVALID}; {@link Fault#CID_MISMATCH} if it has another
   *     name; {@link Fault#CONTENT_INVALID} for no node; {@link Fault#REQUEST_MALFORMED} for
   *     neither
   */
  public String storeObject(Caller caller, String cid, byte[] data, byte[] node) {
    owner(caller);
    Content content =
        data.length == 0 && node.length > 0 ? Contents.nodeOfJson(node) : Contents.file(data);
    Cid name = parse(cid);
    if (data.length == 0 && node.length == 0 && !content.root().equals(name.canonical())) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "neither data nor a node");
    }
    store(caller, List.of(Contents.checked(name, content)));
    return cid;
  }

  /**
   * Ends the caller's own references; content stays for others who need it.
   *
   * @param cids in any spelling, at most {@code cafe.storage.max-cids}
   * @return all of them, each once, in the spelling received, whether referenced or not (Q5, Q6)
   * @throws CafeException {@link Fault#CID_INVALID}, {@link Fault#REQUEST_MALFORMED} for too many
   */
  public List<String> unstore(Caller caller, Collection<String> cids) {
    Owner owner = owner(caller);
    Map<String, Cid> named = parse(cids);
    keeper.release(owner, named.values());
    return List.copyOf(named.keySet());
  }

  /** How much the caller references. */
  public Usage usage(Caller caller) {
    return keeper.usage(owner(caller));
  }

  /**
   * Reads a CID that a caller gave.
   *
   * @throws CafeException {@link Fault#CID_INVALID}
   */
  public static Cid parse(String cid) {
    try {
      return Cid.parse(cid).canonical();
    } catch (FormatException e) {
      throw CafeException.inWords(Fault.CID_INVALID, "not a CID", OriginalWords.ofCid(cid), e);
    }
  }

  private Map<String, Cid> parse(Collection<String> cids) {
    if (cids.size() > config.maxCids()) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "at most " + config.maxCids() + " CIDs");
    }
    Map<String, Cid> parsed = new LinkedHashMap<>();
    cids.forEach(cid -> parsed.computeIfAbsent(cid, StorageService::parse));
    return parsed;
  }

  private static Owner owner(Caller caller) {
    return Owner.client(caller.requireSession().client());
  }
}
