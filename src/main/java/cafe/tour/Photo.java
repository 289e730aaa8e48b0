package cafe.tour;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An image to keep.
 *
 * @param name its file name
 * @param media its media type
 * @param bytes the file, unencrypted
 */
record Photo(String name, String media, byte[] bytes) {

  private static final int MAX_PHOTOS = 100;
  private static final long MAX_SIZE = 32L << 20;
  private static final Map<String, String> MEDIA =
      Map.of("jpg", "image/jpeg", "jpeg", "image/jpeg", "png", "image/png", "gif", "image/gif");

  /** Images that come with the program: drawn by it, in the public domain (CC0). */
  private static final List<String> OWN = List.of("dunes.jpg", "mosaic.png", "rings.png");

  /** The images of a folder, in the order of their names, not those of folders in it. */
  static List<Photo> of(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> images = files.filter(Photo::isImage).sorted().limit(MAX_PHOTOS).toList();
      if (images.isEmpty()) {
        throw new TourException("there are no .jpg, .png or .gif files in " + folder);
      }
      List<Photo> photos = new ArrayList<>();
      for (Path image : images) {
        photos.add(named(image.getFileName().toString(), Files.readAllBytes(image)));
      }
      return photos;
    } catch (IOException e) {
      throw new TourException("cannot read the images of " + folder, e);
    }
  }

  /** The images that come with the program. */
  static List<Photo> own() {
    return OWN.stream().map(Photo::ownNamed).toList();
  }

  private static Photo ownNamed(String name) {
    try (InputStream in = Photo.class.getResourceAsStream("photos/" + name)) {
      if (in == null) {
        throw new TourException("the program lacks its image " + name);
      }
      return named(name, in.readAllBytes());
    } catch (IOException e) {
      throw new TourException("cannot read the program's image " + name, e);
    }
  }

  private static Photo named(String name, byte[] bytes) {
    return new Photo(name, MEDIA.getOrDefault(extension(name), "application/octet-stream"), bytes);
  }

  private static boolean isImage(Path file) {
    try {
      return MEDIA.containsKey(extension(file.getFileName().toString()))
          && Files.isRegularFile(file)
          && Files.size(file) <= MAX_SIZE;
    } catch (IOException e) {
      return false;
    }
  }

  private static String extension(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
