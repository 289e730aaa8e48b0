/**
 * Noise as libp2p uses it: {@code Noise_XX_25519_ChaChaPoly_SHA256} with an empty prologue; the
 * payloads of the second and third message carry the identity key and its signature over the static
 * key. Frames have two bytes of length, so nothing longer than 64 KiB is ever buffered.
 *
 * <p>The static key lives as long as the host. Early muxer negotiation is not offered: the muxer is
 * chosen by multistream inside the channel.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/noise/README.md">libp2p-noise</a>
 * @see <a href="https://noiseprotocol.org/noise.html">The Noise Protocol Framework</a>
 */
@NullMarked
package cafe.libp2p.security.noise;

import org.jspecify.annotations.NullMarked;
