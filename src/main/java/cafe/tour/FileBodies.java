package cafe.tour;

import cafe.client.ApiClient;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;

/**
 * Writes a file as its bytes. The generated client hands every request body to its mapper, binary
 * ones too, and Jackson's would write the file's path.
 */
public final class FileBodies extends ObjectMapper {

  private static final long serialVersionUID = 1L;

  /** As the generated client's own, but for files. */
  public FileBodies() {
    super(ApiClient.createDefaultObjectMapper());
  }

  private FileBodies(FileBodies other) {
    super(other);
  }

  @Override
  public ObjectMapper copy() {
    return new FileBodies(this);
  }

  @Override
  public byte[] writeValueAsBytes(Object value) throws JsonProcessingException {
    if (!(value instanceof File file)) {
      return super.writeValueAsBytes(value);
    }
    try {
      return Files.readAllBytes(file.toPath());
    } catch (IOException e) {
      throw JsonMappingException.fromUnexpectedIOE(e);
    }
  }
}
