package cafe.libp2p.pubsub;

import cafe.kernel.PeerId;
import cafe.libp2p.pubsub.rpc.Message;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Hands messages to one listener on a virtual thread that lives while there are any. */
final class Delivery implements Subscription {
  private record Item(Message message, PeerId receivedFrom) {}

  private final String topic;
  private final MessageListener listener;
  private final Consumer<Delivery> onClose;
  private final BlockingQueue<Item> waiting;
  private final AtomicBoolean running = new AtomicBoolean();
  private final AtomicLong dropped = new AtomicLong();
  private volatile boolean closed;

  Delivery(String topic, MessageListener listener, int capacity, Consumer<Delivery> onClose) {
    this.topic = topic;
    this.listener = listener;
    this.onClose = onClose;
    this.waiting = new ArrayBlockingQueue<>(capacity);
  }

  void offer(Message message, PeerId receivedFrom) {
    if (!waiting.offer(new Item(message, receivedFrom))) {
      dropped.incrementAndGet();
    }
    startIfIdle();
  }

  private void startIfIdle() {
    if (running.compareAndSet(false, true)) {
      Thread.startVirtualThread(this::run);
    }
  }

  private void run() {
    Item item = waiting.poll();
    try {
      while (item != null && !closed) {
        Message message = item.message();
        listener.message(message.author(), item.receivedFrom(), message.data());
        item = waiting.poll();
      }
    } finally {
      running.set(false);
      // something may have come between the last look and here
      if (!closed && !waiting.isEmpty()) {
        startIfIdle();
      }
    }
  }

  @Override
  public String topic() {
    return topic;
  }

  @Override
  public long dropped() {
    return dropped.get();
  }

  @Override
  public void close() {
    closed = true;
    waiting.clear();
    onClose.accept(this);
  }
}
