package io.edgelens.publish;

import io.edgelens.flow.Clock;
import io.edgelens.flow.Worker;
import io.edgelens.format.Format;
import io.edgelens.format.Formats;
import io.edgelens.format.Result;
import io.edgelens.greengrass.Nucleus;
import io.edgelens.model.Observation;
import io.edgelens.publish.Message.Kind;
import io.edgelens.publish.Publisher.Delivery;
import io.edgelens.publish.Status.State;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All the ways out of one camera, and what goes out on them: the results that the {@link PublishPolicy} lets through, and
 * the camera's state when it changes. {@link #observed} and {@link #status} return at once, whatever hangs.
 */
public final class Publishers implements AutoCloseable {

    /**
     * What publishers are opened with.
     *
     * @param camera the camera's name
     * @param topK how many predictions a result has at most
     * @param nucleus stays the caller's, who closes it afterwards
     * @param console stays the caller's
     */
    public record Opening(
            PublishSettings settings,
            String camera,
            int topK,
            Optional<Nucleus> nucleus,
            Clock clock,
            OutputStream console) {}

    /** Every publisher there is. To add one, write its class beside these and add its line here. */
    static final Map<String, Function<Opening, Publisher>> TYPES = Map.of(
            "greengrass", opening -> GreengrassPublisher.open(opening),
            "mqtt", opening -> MqttPublisher.open(opening),
            "console", opening -> ConsolePublisher.open(opening));

    /** On the way out, also of what has piled up: AWS IoT Core takes 100 a second from one connection. */
    static final int MOST_PER_SECOND = 80;

    /** At one a second, more than a quarter of an hour. */
    private static final int MOST_KEPT = 1_000;

    private static final long MOST_KEPT_CHARACTERS = 2_000_000;
    private static final int MOST_HANDED_OVER = 100;
    private static final Duration LAST_MOMENT = Duration.ofMillis(400);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Logger LOGGER = LoggerFactory.getLogger(Publishers.class);

    private final Opening opening;
    private final Format format;
    private final Map<String, Publisher> publishers = new LinkedHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PublishPolicy policy;
    private final ArrayDeque<Result> going = new ArrayDeque<>();
    private final Worker worker;
    private @Nullable Status last;
    private long lost;

    private Publishers(Opening opening) {
        var settings = opening.settings();
        this.opening = opening;
        this.format = Objects.requireNonNull(Formats.TYPES.get(settings.format()));
        this.policy = new PublishPolicy(settings.every(), settings.onChange(), opening.clock());
        try {
            settings.to().forEach(name -> publishers.put(name, open(name, opening)));
        } catch (RuntimeException e) {
            publishers.values().forEach(Publisher::close);
            throw e;
        }
        this.worker = Worker.start(
                "publish",
                this::encode,
                failure -> LOGGER.atError().setCause(failure).log("publishing stopped"));
    }

    /**
     * Opens every publisher the settings name. Connections are made in the background: a broker or nucleus that is not
     * there is no error.
     *
     * @throws io.edgelens.config.ConfigException if the settings cannot work, such as a key that fits no certificate
     */
    public static Publishers open(Opening opening) {
        return new Publishers(opening);
    }

    private static Publisher open(String name, Opening opening) {
        return Objects.requireNonNull(TYPES.get(name)).apply(opening);
    }

    static Outbox outbox() {
        return new Outbox(MOST_KEPT, MOST_KEPT_CHARACTERS);
    }

    /**
     * Takes note of what the model saw; the policy decides whether it goes out.
     *
     * @param skipped how many frames no model has seen so far
     */
    public void observed(Observation observation, long skipped) {
        var result = new Result(observation, opening.camera(), opening.topK(), skipped);
        lock.lock();
        try {
            policy.offer(result).ifPresent(going::add);
            if (going.size() > MOST_HANDED_OVER) {
                going.poll();
                lost++;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Tells how the camera is, if that is news. */
    public void status(State state, String reason) {
        var status = new Status(state, reason, opening.clock().now());
        lock.lock();
        try {
            if (last != null && last.says(status)) {
                return;
            }
            last = status;
            var message = new Message(opening.settings().statusTopic(), status.json(opening.camera()), Kind.STATUS);
            publishers.values().forEach(publisher -> publisher.publish(message));
        } finally {
            lock.unlock();
        }
    }

    /** The publish thread: from the policy's decision to the publishers' queues. */
    private void encode() throws InterruptedException {
        var result = next();
        var message = new Message(opening.settings().topic(), format.encode(result), Kind.RESULT);
        publishers.values().forEach(publisher -> publisher.publish(message));
        handedOver(result);
    }

    /** Waits for a result that goes out; it stays queued until {@link #handedOver}, so that close() misses nothing. */
    private Result next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (going.isEmpty()) {
                policy.overdue().ifPresent(going::add);
                if (going.isEmpty()) {
                    changed.awaitNanos(policy.untilOverdue().orElse(PATIENCE).toNanos());
                }
            }
            return going.element();
        } finally {
            lock.unlock();
        }
    }

    private void handedOver(Result result) {
        lock.lock();
        try {
            going.remove(result);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What became of the results so far, over all publishers: one that goes out on two ways counts twice. */
    public Delivery delivery() {
        return deliveries().values().stream().reduce(Delivery.NOTHING, Delivery::plus);
    }

    /** What became of the results so far, by publisher. */
    public Map<String, Delivery> deliveries() {
        var deliveries = new LinkedHashMap<String, Delivery>();
        long unsaid = unsaid();
        publishers.forEach(
                (name, publisher) -> deliveries.put(name, publisher.delivery().plus(new Delivery(0, unsaid, 0))));
        return deliveries;
    }

    private long unsaid() {
        lock.lock();
        try {
            return lost;
        } finally {
            lock.unlock();
        }
    }

    /** Says goodbye as the status, gives what is queued a moment to go out, and closes every publisher. */
    @Override
    public void close() {
        status(State.STOPPED, "");
        long deadline = System.nanoTime() + LAST_MOMENT.toNanos();
        try {
            awaitHandedOver(deadline);
            for (var publisher : publishers.values()) {
                publisher.flush(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        worker.close();
        publishers.values().forEach(Publisher::close);
    }

    private void awaitHandedOver(long deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = deadline - System.nanoTime();
            while (!going.isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
