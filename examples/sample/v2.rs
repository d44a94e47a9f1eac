//! Posts as API v2 delivers them: in pages, one by one with their `includes`, or flattened.

use super::content::{Content, Entity};
use super::json::Json;
use super::post::{Kind, Post};
use super::user::User;

/// The three shapes that dumps of v2 have.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// A page of search results: `data` is an array, users and places are in `includes`.
    Page,
    /// An object of the filtered stream: `data` is one post.
    Stream,
    /// One post with everything that belongs to it inlined.
    Flat,
}

/// A page of posts.
pub fn write_page(json: &mut Json, posts: &[Post]) {
    json.object(|json| {
        json.key("data").array(|json| {
            for post in posts {
                json.object(|json| write_fields(json, post, false));
            }
        });
        write_includes(json, posts);
        json.key("meta").object(|json| {
            if let (Some(newest), Some(oldest)) = (posts.last(), posts.first()) {
                json.key("newest_id").string(&newest.id.to_string());
                json.key("oldest_id").string(&oldest.id.to_string());
            }
            json.key("result_count").integer(posts.len() as u64);
        });
    });
}

/// An object of the stream.
pub fn write_stream(json: &mut Json, post: &Post) {
    json.object(|json| {
        json.key("data").object(|json| write_fields(json, post, false));
        write_includes(json, std::slice::from_ref(post));
        json.key("matching_rules").raw("[{\"id\":\"1\",\"tag\":\"sample\"}]");
    });
}

/// A flattened post.
pub fn write_flat(json: &mut Json, post: &Post) {
    json.object(|json| {
        write_fields(json, post, true);
        json.key("__twarc").raw("{\"url\":\"https://api.twitter.com/2/tweets/search/all\"}");
    });
}

/// The fields of a post; with `inline`, the objects it refers to as well.
fn write_fields(json: &mut Json, post: &Post, inline: bool) {
    let id = post.id.to_string();
    json.key("id").string(&id);
    json.key("conversation_id").string(&id);
    json.key("author_id").string(&post.author.id.to_string());
    json.key("created_at").string(&post.at.v2());
    json.key("text").string(&post.content.text);
    json.key("lang").string(post.content.language);
    json.key("source").string(post.source.name);
    json.fields("\"possibly_sensitive\":false,\"reply_settings\":\"everyone\"");
    json.key("edit_history_tweet_ids").array(|json| json.string(&id));
    let [quotes, replies, retweets, likes] = post.counts;
    json.key("public_metrics").object(|json| {
        json.key("retweet_count").integer(retweets);
        json.key("reply_count").integer(replies);
        json.key("like_count").integer(likes);
        json.key("quote_count").integer(quotes);
        json.key("impression_count").integer(likes * 37);
    });
    write_entities(json, &post.content);
    if let Some(photo) = post.content.links.iter().find_map(|link| link.what.photo) {
        json.key("attachments").object(|json| {
            json.key("media_keys").array(|json| json.string(&format!("3_{photo}")));
        });
    }
    write_geo(json, post, inline);
    if let Some(original) = post.referenced.as_deref() {
        if post.kind == Kind::Reply {
            json.key("in_reply_to_user_id").string(&original.author.id.to_string());
        }
        let kind = match post.kind {
            Kind::Retweet => "retweeted",
            Kind::Quote => "quoted",
            Kind::Reply | Kind::Post => "replied_to",
        };
        json.key("referenced_tweets").array(|json| {
            json.object(|json| {
                json.key("type").string(kind);
                if inline {
                    write_fields(json, original, true);
                } else {
                    json.key("id").string(&original.id.to_string());
                }
            });
        });
    }
    if inline {
        write_user(json.key("author"), &post.author);
    }
}

fn write_entities(json: &mut Json, content: &Content) {
    let Content { hashtags, mentions, links, .. } = content;
    if hashtags.is_empty() && mentions.is_empty() && links.is_empty() {
        return;
    }
    json.key("entities").object(|json| {
        write_list(json, "hashtags", hashtags, |json, tag| json.key("tag").string(tag));
        write_list(json, "mentions", mentions, |json, mention| {
            json.key("username").string(&mention.screen_name);
            json.key("id").string(&mention.id.to_string());
        });
        write_list(json, "urls", links, |json, link| {
            json.key("url").string(&format!("https://t.co/{}", link.code));
            json.key("expanded_url").string(&link.expanded);
            if let Some(photo) = link.photo {
                json.key("media_key").string(&format!("3_{photo}"));
            }
        });
    });
}

fn write_list<T>(json: &mut Json, key: &str, list: &[Entity<T>], fill: impl Fn(&mut Json, &T)) {
    if list.is_empty() {
        return;
    }
    json.key(key).array(|json| {
        for Entity { start, end, what } in list {
            json.object(|json| {
                json.fields(&format!("\"start\":{start},\"end\":{end}"));
                fill(json, what);
            });
        }
    });
}

fn write_geo(json: &mut Json, post: &Post, inline: bool) {
    if post.coordinates.is_none() && post.place.is_none() {
        return;
    }
    json.key("geo").object(|json| {
        if let Some((lon, lat)) = post.coordinates {
            json.key("coordinates").object(|json| {
                json.fields("\"type\":\"Point\"");
                json.key("coordinates")
                    .array(|json| [lon, lat].into_iter().for_each(|v| json.degrees(v)));
            });
        }
        if let Some(place) = &post.place {
            json.key("place_id").string(&place.id);
            if inline {
                write_place_fields(json, post);
            }
        }
    });
}

fn write_place_fields(json: &mut Json, post: &Post) {
    let Some(place) = &post.place else { return };
    json.key("id").string(&place.id);
    json.key("name").string(&place.name);
    json.key("full_name").string(&place.full_name);
    json.key("place_type").string(place.kind.name());
    json.key("country").string(place.country.name);
    json.key("country_code").string(place.country.code);
    json.key("geo").object(|json| {
        json.fields("\"type\":\"Feature\"");
        json.key("bbox").array(|json| place.bounds.into_iter().for_each(|edge| json.degrees(edge)));
        json.fields("\"properties\":{}");
    });
}

fn write_user(json: &mut Json, user: &User) {
    json.object(|json| {
        json.key("id").string(&user.id.to_string());
        json.key("username").string(&user.screen_name);
        json.key("name").string(&user.name);
        json.key("location").string(&format!("Sample town {}", user.home));
        json.key("description").string(&user.description);
        json.key("created_at").string(&user.created.v2());
        json.fields("\"protected\":false,\"verified\":false");
        json.key("profile_image_url").string(&format!(
            "https://pbs.twimg.com/profile_images/{}/sample_normal.jpg",
            user.picture
        ));
        let [followers, following, listed, _, posts] = user.counts;
        json.key("public_metrics").object(|json| {
            json.key("followers_count").integer(followers);
            json.key("following_count").integer(following);
            json.key("tweet_count").integer(posts);
            json.key("listed_count").integer(listed);
        });
    });
}

/// Users, posts, places and media that the posts refer to, each once.
fn write_includes(json: &mut Json, posts: &[Post]) {
    let originals: Vec<&Post> =
        posts.iter().filter_map(|post| post.referenced.as_deref()).collect();
    json.key("includes").object(|json| {
        let mut known = Vec::new();
        json.key("users").array(|json| {
            for post in posts.iter().chain(originals.iter().copied()) {
                if !known.contains(&post.author.id) {
                    known.push(post.author.id);
                    write_user(json, &post.author);
                }
            }
        });
        if !originals.is_empty() {
            known.clear();
            json.key("tweets").array(|json| {
                for original in originals {
                    if !known.contains(&original.id) {
                        known.push(original.id);
                        json.object(|json| write_fields(json, original, false));
                    }
                }
            });
        }
        let mut places: Vec<&str> = Vec::new();
        let located = || posts.iter().filter_map(|post| Some((post, post.place.as_ref()?)));
        if located().next().is_some() {
            json.key("places").array(|json| {
                for (post, place) in located() {
                    if !places.contains(&place.id.as_str()) {
                        places.push(&place.id);
                        json.object(|json| write_place_fields(json, post));
                    }
                }
            });
        }
        let photos =
            || posts.iter().filter_map(|post| post.content.links.iter().find_map(|l| l.what.photo));
        if photos().next().is_some() {
            json.key("media").array(|json| {
                for photo in photos() {
                    json.object(|json| {
                        json.key("media_key").string(&format!("3_{photo}"));
                        json.fields("\"type\":\"photo\"");
                    });
                }
            });
        }
    });
}
