import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.apache.kafka.common.errors.InvalidMetadataException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.protocol.Readable;

/** What Kafka's own classes say: its errors, a line each; then, for each line "name version bytes" of its input, the bytes as it writes them. */
public class Oracle {
  static final String[] CLASSES = {
    "org.apache.kafka.common.message.%sData",
    "org.apache.kafka.common.message.%s",
    "org.apache.kafka.coordinator.group.generated.%s",
    "kafka.internals.generated.%s",
  };

  public static void main(String[] args) throws Exception {
    var out = new StringBuilder();
    for (Errors error : Errors.values()) out.append(describe(error)).append('\n');
    var in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] parts = line.split(" ", -1);
      out.append(rewritten(parts[0], Short.parseShort(parts[1]), HexFormat.of().parseHex(parts[2]))).append('\n');
    }
    System.out.print(out);
  }

  static String describe(Errors error) {
    var exception = error.exception();
    return String.join("\t", "" + error.code(), error.name(),
      exception == null ? "" : exception.getClass().getName(),
      "" + (exception instanceof RetriableException), "" + (exception instanceof InvalidMetadataException),
      error.message());
  }

  static String rewritten(String name, short version, byte[] bytes) throws Exception {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      var constructor = find(name).getConstructor(Readable.class, short.class);
      var message = (Message) constructor.newInstance(new ByteBufferAccessor(buffer), version);
      if (buffer.hasRemaining()) return buffer.remaining() + " bytes left over";
      ByteBuffer written = MessageUtil.toByteBuffer(message, version);
      return HexFormat.of().formatHex(written.array(), written.arrayOffset(), written.arrayOffset() + written.limit());
    } catch (java.lang.reflect.InvocationTargetException e) {
      return e.getCause().toString().replace('\n', ' ');
    }
  }

  static Class<?> find(String name) throws ClassNotFoundException {
    for (String pattern : CLASSES) {
      try {
        return Class.forName(String.format(pattern, name));
      } catch (ClassNotFoundException e) {
        continue;
      }
    }
    throw new ClassNotFoundException(name);
  }
}
