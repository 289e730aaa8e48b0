package cafe.tour;

import cafe.ipld.dagpb.PbLink;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Photos that are added to a thread in one update: a directory of their pairs, named {@code 0},
 * {@code 1}, and so on.
 *
 * @param photos encrypted
 * @param data the directory, which the thread's block names
 */
record Album(List<SealedPhoto> photos, Item data) {

  /** Encrypts photos. */
  static Album of(List<Photo> photos, Instant added, SecureRandom random) {
    List<SealedPhoto> sealed = new ArrayList<>();
    List<PbLink> links = new ArrayList<>();
    for (Photo photo : photos) {
      SealedPhoto one = SealedPhoto.of(photo, added, random);
      links.add(one.pair().link(Integer.toString(sealed.size())));
      sealed.add(one);
    }
    return new Album(List.copyOf(sealed), Item.directory(links));
  }

  /** The photos' keys by their paths in the directory, as the thread's block holds them. */
  Map<String, String> keys() {
    Map<String, String> keys = new LinkedHashMap<>();
    for (int i = 0; i < photos.size(); i++) {
      keys.put("/" + i + "/", photos.get(i).key().text());
    }
    return keys;
  }

  /** Everything that the cafe has to keep of it. */
  List<Item> items() {
    List<Item> items = new ArrayList<>();
    photos.forEach(photo -> items.addAll(photo.items()));
    items.add(data);
    return items;
  }
}
